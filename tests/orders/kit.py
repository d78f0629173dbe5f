"""The commands of today as grammars, and how tests read a line."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.model import MemberId
from bot.orders import Grammar, Order, Person, Piece, Slip
from bot.orders.reading import read

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZONE)  # a Friday
P, S, N, M, R, T = Piece.PEOPLE, Piece.SPAN, Piece.NUMBERS, Piece.POINTS, Piece.REASON, Piece.TEXT


def _grammar(
    name: str,
    words: str,
    takes: Sequence[Piece] = (),
    needs: Sequence[tuple[Piece, ...]] = (),
    subs: Mapping[str, tuple[str, ...]] | None = None,
    least: int = 0,
) -> Grammar:
    return Grammar(
        id=name, words=tuple(words.split()), takes=frozenset(takes), needs=tuple(needs), subs=subs or {}, least=least
    )


ON_OFF = {"开": ("打开", "开启", "on"), "关": ("关闭", "off")}
GRAMMARS = (
    _grammar("help", "帮助 help ? ？ 菜单", (T,)),
    _grammar("house_rules", "群规 rules"),
    _grammar("my_record", "我的记录 记分 myrecord"),
    _grammar("appeal", "申诉 appeal", (N, R)),
    _grammar("warn", "警告 warn", (P, M, R), ((P,),)),
    _grammar("mute", "禁言 mute", (P, S, R), ((P,), (S,))),
    _grammar("unmute", "解禁 解除禁言 unmute", (P, R), ((P,),)),
    _grammar("remove", "移出 踢出 移除 踢 remove kick", (P, R), ((P,),)),
    _grammar("add_points", "加分 addpoints", (P, M, R), ((P,), (M,))),
    _grammar("take_points", "减分 takepoints", (P, M, R), ((P,), (M,))),
    _grammar("record", "记录 record", (P, N), ((P, N),)),
    _grammar("undo", "撤销 undo", (N, P, T), ((N,),), {"规则": (), "操作人": ()}),
    _grammar(
        "handle", "处理 handle", (N, R), ((N,),),
        {"已处理": ("已移出",), "不处罚": (), "维持": (), "撤销处罚": (), "查看": ("看",)},
    ),
    _grammar("exempt", "豁免 exempt", (P, S, R), ((P,),), {"取消": (), "名单": ()}),
    _grammar("blacklist", "黑名单 拉黑 blacklist", (P, R), (), {"加入": (), "移出": ("取消",), "名单": ()}),
    _grammar("roster", "名单 roster", (T,), (), {"禁言": (), "豁免": (), "黑名单": (), "警告": ()}),
    _grammar("stats", "统计 stats", (T,)),
    _grammar("todo", "待办 todo"),
    _grammar("rules", "规则 rule", (T,), (), {**ON_OFF, "测试": (), "历史": (), "回滚": (), "列表": ()}),
    _grammar("silence", "静默 静默模式 silence", (S,), (), ON_OFF),
    _grammar("mediate", "调解 mediate", (P, R), ((P,),), least=2),
    _grammar("absence", "值守 absence", (), (), {**ON_OFF, "自动": ()}),
    _grammar("settings", "设置 settings", (T,)),
)  # fmt: skip


def people(*names: str) -> tuple[Person, ...]:
    """Return people of these names with accounts p1, p2 and so on."""
    return tuple(Person(id=MemberId(f"p{place}"), name=name) for place, name in enumerate(names, start=1))


def reading(text: str, *names: str, **settings: Any) -> Order | Slip | None:
    """Return what `text` orders among people of these names."""
    given: dict[str, Any] = {"grammars": GRAMMARS, "people": people(*names), "now": NOW, "zone": ZONE, **settings}
    return read(text, **given)
