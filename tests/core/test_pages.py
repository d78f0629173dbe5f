"""Cases and standings as people read them."""

from dataclasses import replace
from datetime import timedelta

from bot.core.cases import Appeal, Case, Deed, Entry, Offence, Proof, Want, Wish
from bot.core.justice.amending import amend
from bot.core.justice.appealing import appeal
from bot.core.justice.cards import appeal_card, case_card
from bot.core.justice.lifting import lift
from bot.core.justice.proving import went
from bot.core.justice.ticking import tick
from bot.core.justice.undoing import redo, undo
from bot.core.ledger import standing_of
from bot.core.measures import Act, Policy, Step
from bot.core.model import Charge, MemberId, MuteSpan, RoomId, Standing
from bot.core.pages import DEEDS, PROOFS, WISHES, case_line, case_page, standing_lines, state_in_words, title
from bot.core.words import act_in_words, day_and_time, quoted, relayed, step_in_words, unread
from tests.core.justice.kit import DAY, LI, OWNER, ROOM, ZHANG, court, punished

CASE = Case(
    number=58,
    account="r1",
    room=ROOM.id,
    opened_at=court().now,
    rule="ads",
    title="禁止广告",
    revision=4,
    offences=(
        Offence(
            room=ROOM.id,
            member=ZHANG,
            at=court().now,
            text="加微信",
            why="含“加微信”",
            act="mute",
            charge=Charge(number=58, points=3, at=court().now),
            mute=MuteSpan(
                number=58, since=court().now + timedelta(seconds=5), until=court().now + timedelta(minutes=10)
            ),
        ),
    ),
)


def test_a_page_tells_everything() -> None:
    """What, by which rule, what was wanted, how it is known, what happened when."""
    want = Want(room=ROOM.id, member=ZHANG, task="remove", text="到了上限", state=Wish.DONE, proof=Proof.WORD, by=OWNER)
    case = replace(CASE, wants=(want,))
    case = appeal(case, ZHANG, "冤枉", cases=(), court=court()).case

    assert case_page(case, court()) == (
        "【编号 58】禁止广告（申诉中）\n时间：11月20日 10:00；由规则“ads”判定（第 4 版）\n"
        "· 小张“加微信”：含“加微信” → 禁言10分钟 3 分\n"
        "待办：小张 移出群聊（到了上限）：已完成，王姐，口头确认，未核实\n"
        "申诉（小张，由王姐决定，11月21日 10:00前答复）：冤枉\n经过：\n11月20日 10:00 小张 申诉：冤枉"
    )


def test_a_page_of_what_a_person_did() -> None:
    """Who did it, and what was taken back; long ones are cut and say so."""
    ruling = punished(Act.WARN, ZHANG, LI, by=OWNER)
    undone = undo(ruling.case, standings={}, by=OWNER, court=court(), members=[LI]).case
    page = case_page(replace(undone, offences=undone.offences * 5), court())

    assert "由王姐处理" in page
    assert "· 小李：发广告 → 警告 3 分（已撤销）" in page
    assert "……还有 2 条同类消息" in page
    assert "由机器人判定" in case_page(replace(CASE, rule=""), court())
    bare = Offence(room=ROOM.id, member=ZHANG, at=court().now)
    assert "· 小张 → 记分" in case_page(replace(CASE, offences=(bare,)), court())
    decided = Appeal(member=ZHANG, at=court().now, until=court().now, reviewer=OWNER, state=Wish.DONE)
    assert "申诉（小张，由王姐决定）" in case_page(replace(CASE, appeal=decided), court())


def test_a_line_is_short() -> None:
    """Number, time, who, what, penalty, how far."""
    many = replace(CASE, offences=tuple(replace(CASE.offences[0], member=m) for m in (ZHANG, LI, OWNER)))

    assert case_line(CASE, court()) == "58 · 11月20日 10:00 · 小张 · 禁止广告 · 禁言10分钟 3 分 · 已结"
    assert "小张、小李等 3 人" in case_line(many, court())


def test_how_far_a_case_is() -> None:
    """Undone, appealed, waiting, lapsed, settled."""
    waiting = punished().case
    lapsed = tick(waiting, standings={}, court=court(9 * DAY)).case
    undone = undo(waiting, standings={}, by=OWNER, court=court()).case

    assert [state_in_words(c) for c in (waiting, lapsed, undone, CASE)] == [
        "等待处理",
        "无人处理，已过期",
        "已撤销",
        "已结",
    ]


def test_a_case_without_a_title_is_called_by_its_reason() -> None:
    """Or by who handled it."""
    untitled = replace(CASE, title="")

    assert (title(untitled), title(replace(untitled, offences=()))) == ("含“加微信”", "人工处理")
    assert case_card(replace(untitled, offences=()), court()).quote == ""
    assert appeal_card(CASE, court()).rows == (
        ("群聊", "产品交流群"),
        ("原因", "禁止广告"),
        ("处罚", "禁言10分钟 3 分"),
    )
    assert case_card(replace(CASE, room=RoomId("r9")), court()).rows[0] == ("群聊", "r9")


def test_where_a_member_stands() -> None:
    """Points with their end, a mute, what comes next; nothing of it for who has none."""
    muted = standing_of(6, court().now, muted_at=court().now, muted_until=court(DAY).now)
    top = standing_of(99, court().now)

    assert standing_lines(muted, court()) == (
        "现在共 6 分，到1月24日 00:26全部清零",
        "禁言到11月21日 10:00为止",
        "满 10 分将被禁言1天",
    )
    assert standing_lines(Standing(), court()) == ("现在共 0 分",)
    assert standing_lines(top, court(policy=Policy(half_life=None))) == ("现在共 99 分",)


def test_every_state_and_deed_has_words() -> None:
    """Nothing is shown as it is stored."""
    assert (set(DEEDS), set(WISHES), set(PROOFS) | {Proof.NONE}) == (set(Deed), set(Wish), set(Proof))


def test_acts_and_steps_in_words() -> None:
    """As a noun, and as what happens to somebody."""
    minutes = timedelta(minutes=10)

    assert [act_in_words(act) for act in Act] == ["提醒", "警告", "贴标签", "告知群主", "禁言", "移出本群"]
    assert (act_in_words("mute", minutes), act_in_words("")) == ("禁言10分钟", "记分")
    assert [step_in_words(Step(at=1, act=act, lasts=minutes)) for act in Act] == [
        "被提醒",
        "被警告",
        "被贴上标签",
        "告知群主",
        "被禁言10分钟",
        "被移出本群",
    ]


def test_words_for_people() -> None:
    """Times are local, mentions are names, quotes are harmless."""
    assert day_and_time(court().now, court().zone) == "11月20日 10:00"
    calls = {ZHANG: "小张"}.get
    told = relayed("<@zhang> 和<@wmB>。<@owner> 你好 <a>", ROOM, lambda one: calls(one, ""))
    assert told == "@小张 和这位成员。群主，你好 <a>"
    assert [unread(MemberId(one)) for one in ("wmB", "wm" * 16)] == [
        "wmB（还没有读到名字）",
        "wmwmwmwmwmw…（还没有读到名字）",
    ]
    assert quoted("<a>") == "＜a＞"


def test_what_was_mended_is_told_apart_from_what_was_undone() -> None:
    """On the page, in the line, on the card, and to who wants to undo it; of two members, of each their own."""
    both = punished(Act.WARN, ZHANG, LI)
    one = amend(both.case, ZHANG, standings={}, court=court()).case
    mended = amend(punished(Act.WARN).case, ZHANG, standings={}, court=court()).case
    undone = undo(one, standings={}, by=OWNER, court=court()).case

    assert (state_in_words(mended), state_in_words(undone)) == ("已改正", "已撤销")
    assert [line for line in case_page(undone, court()).split("\n") if line.startswith("·")] == [
        "· 小张：发广告 → 警告 3 分（已改正）",
        "· 小李：发广告 → 警告 3 分（已撤销）",
    ]
    assert dict(case_card(mended, court()).rows)["处罚"] == "警告 3 分（已改正）"
    refused = undo(mended, standings={}, by=OWNER, court=court()).refused
    assert refused == "编号 58：小张在11月20日 10:00已经改正，分数已取回，不用再撤。"
    again = redo(undone, standings={}, by=OWNER, court=court()).case
    assert "已改正" not in case_page(again, court()).partition("经过")[0]


def test_a_mute_that_was_ended_early_is_told_as_long_as_it_ran() -> None:
    """The history has what was decided; one that just ended says nothing of it."""
    muted = punished(Act.MUTE)
    lifted = lift(muted.case, ZHANG, by=OWNER, court=court(timedelta(minutes=3))).case
    over = tick(muted.case, standings={}, court=court(DAY)).case

    assert "→ 禁言3分钟 3 分（已提前解禁，这是实际的时长）" in case_page(lifted, court())
    assert "立案：禁言10分钟 3 分" in case_page(lifted, court())
    assert "→ 禁言10分钟 3 分\n" in case_page(over, court())


def test_only_who_settled_something_stands_beside_it() -> None:
    """Not who went by themselves, nor who undid the case."""
    gone = went(punished().case, room=ROOM.id, member=ZHANG, at=court().now, court=court()).case
    done = replace(gone, wants=(replace(gone.wants[0], state=Wish.DONE, by=OWNER),))

    assert "待办：小张 移出群聊：不再需要\n" in case_page(gone, court())
    assert "待办：小张 移出群聊：已完成，王姐\n" in case_page(done, court())


def test_the_history_names_people_as_they_are_called_by_now() -> None:
    """Who had no name when it was written has one; an account within other words stays, and so does one beside a name."""
    long = MemberId("wmAbcdefghijk")
    notes = ("owner", "zhang，有群事件为证", f"{unread(long)}、小李", "小张（zhang）", "zhangsan", "群内答复 zhang")
    history = tuple(Entry(at=court().now, what=Deed.NOTED, note=note) for note in notes)
    (offence,) = CASE.offences
    case = replace(CASE, offences=(offence, replace(offence, member=long)), history=history)
    names = {OWNER: "王\\姐", ZHANG: "小张", long: "小长"}

    page = case_page(case, court(name=lambda member: names.get(member, member)))

    assert [line.partition("备注：")[2] for line in page.split("\n")[-6:]] == [
        "王\\姐",
        "小张，有群事件为证",
        "小长、小李",
        "小张（zhang）",
        "zhangsan",
        "群内答复 小张",
    ]
