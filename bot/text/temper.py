"""How heated a line is: insults, attacks on a second person, sarcasm, shouting; courtesy and laughter cool it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_INSULTS = """
傻逼 傻比 傻叉 傻子 傻缺 傻B 煞笔 沙比 脑残 智障 弱智 白痴 蠢货 蠢猪 蠢材 蠢得 蠢死 你蠢 太蠢 真蠢 废物 滚蛋 滚开 你滚 快滚 给我滚 滚远点 滚出去 滚回 滚$ 去死
妈的 他妈!妈咪 你妈!妈咪 尼玛 特么 贱人 贱货 犯贱 人渣 畜生 王八 混蛋 狗东西 不要脸 臭不要 神经病 有病吧 有病啊 有病$ 放屁 扯淡 胡说八道
垃圾人 垃圾东西 垃圾玩意 什么东西$ 什么玩意 老子 找抽 欠揍 揍你 弄死 sb cnm nmsl tmd nmd mlgb
"""
_ATTACKS = """
闭嘴 住口 你算什么 你算老几 你算哪 你才!华能艺来到知刚是会有在 你配!合置套 你也配!合置套 你懂什么 你懂个 你懂不懂 你有什么资格 你有什么脸 你以为你 你凭什么 你脑子 你急了
你装!修好上备个了 你有完没完 行你上 你有本事 你敢!紧 你别太过分 你别装 你别狡辩 你别血口 你什么态度 你什么意思 你什么素质 你什么水平 你什么毛病 你什么眼神 你这什么
你这是什么态度 谁啊你 你瞎 你就会 你就知道 你只会 你自己看看 你自己反省 你自己心里 你自己有问题 你自己没 你少来 你少管 你少在 你少废话 少废话 少来这套 别废话
凭什么说 你再说一句 你再说一遍 再说一遍试 关你什么 关你屁 关你啥 关我屁 关我什么事 管得着 轮不到你 轮得到你 轮不着你 说不通 说不明白 懒得理 懒得跟 懒得和你
不想跟你 不想和你 不想理你 眼瞎 瞎了 没教养 没素质 没脑子 听不懂人话 说人话 血口喷人 瞎说 讲不讲理 不讲理 别给脸 给脸不要 倒打一耙 恶人先
欺负人 太过分 别太过分 睁眼 你讲不讲 你有毛病 你有意思吗 有完没完 没完了 你们才
"""
_SNEERS = """
呵呵 呵$ 厉害了 可真 您可 真行 真有意思 真逗 真能装 真会 就你!了们好一的 好意思 可笑 笑话 醉了 服了你 爱咋 爱怎 随你便 随便你 无语 至于吗 有意思吗 急什么
"""
_SHOUTS = "!! ！！ ?? ？？ !？ !? ！？ ！? ?! ？！ ?！ ？!"
_FACES = frozenset("🖕🙄🤡😒👎😡🤬💢")
_COOL = re.compile(
    r"哈哈|嘿嘿|嘻嘻|233|hhh|笑死|开玩笑|逗你|闹着玩|doge|狗头|[捂偷]脸|偷笑|呲牙|谢谢|感谢|麻烦[你您]|不好意思|抱歉|对不起"
    r"|请问|辛苦|您好|[😂🤣😆😄😁😊😜😝🐶❤🙏]"
)
_ENDS = frozenset("\n!！?？。，,. ~…")
_COOLING = 0.4  # chosen: for each sign that it is meant well
_LONGEST = 500  # characters that are looked at: who writes more is not shouting


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sign:
    """One way to sound heated. heat: what it adds. unless: characters that may not follow. closes: a clause ends there."""

    word: str
    heat: float
    unless: frozenset[str] = frozenset()
    closes: bool = False


def temper(text: str) -> float:
    """Return how heated `text` is: 0 calm, 1 furious. A plain line costs one look at each of its characters."""
    text = text[:_LONGEST]
    if _HEADS.isdisjoint(text):
        return 0.0
    text += "\n"
    if _SIGNS.keys().isdisjoint(_pairs(text)) and _FACES.isdisjoint(text):
        return 0.0
    heat = sum(_heats(text), 0.0) + sum(0.25 for char in text if char in _FACES)
    if heat > 0:
        heat -= _COOLING * len(_COOL.findall(text))
    return round(min(max(heat, 0.0), 1.0), 3)


def _pairs(text: str) -> Iterator[str]:
    return map(str.__add__, text, text[1:])


def _heats(text: str) -> Iterator[float]:
    """Yield what each sign adds; signs do not overlap."""
    free = 0
    for place, pair in enumerate(_pairs(text)):
        if pair not in _SIGNS or place < free:
            continue
        for sign in _SIGNS[pair]:
            if _is_said(sign, text, place):
                free = place + len(sign.word)
                yield sign.heat
                break


def _is_said(sign: _Sign, text: str, place: int) -> bool:
    if not text.startswith(sign.word, place):
        return False
    after = text[min(place + len(sign.word), len(text) - 1)]
    if sign.closes:
        is_alone = len(sign.word) > 1 or not place or text[place - 1] in _ENDS  # 摇滚 is music
        return is_alone and after in _ENDS
    if sign.word.isascii() and sign.word.isalpha():
        before = text[place - 1] if place else ""
        return not (after.isascii() and after.isalnum()) and not (before.isascii() and before.isalnum())
    return after not in sign.unless


def _signs() -> Mapping[str, tuple[_Sign, ...]]:
    """Return every sign by its first two characters, longer ones first."""
    found: dict[str, list[_Sign]] = {}
    for written, heat in ((_INSULTS, 0.6), (_ATTACKS, 0.4), (_SNEERS, 0.25), (_SHOUTS, 0.15)):  # chosen
        for sign in (sign for entry in written.split() for sign in _read(entry, heat)):
            heads = (sign.word[0] + end for end in _ENDS) if len(sign.word) == 1 else (sign.word[:2],)
            for head in heads:
                found.setdefault(head, []).append(sign)
    return {head: tuple(sorted(signs, key=lambda s: -len(s.word))) for head, signs in found.items()}


def _read(entry: str, heat: float) -> Iterator[_Sign]:
    """Yield what an entry of the lists writes: `你妈!妈咪` not before these, `滚$` before the end of a clause."""
    if entry.endswith("$"):
        yield _Sign(word=entry[:-1], heat=heat, closes=True)
        return
    word, _, unless = entry.partition("!") if not entry.startswith(("!", "?", "！", "？")) else (entry, "", "")
    yield _Sign(word=word, heat=heat, unless=frozenset(unless))
    if word.isascii() and word.isalpha():
        yield _Sign(word=word.upper(), heat=heat)


_SIGNS = _signs()
_HEADS = _FACES | {head[0] for head in _SIGNS}
