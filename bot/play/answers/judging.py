"""Whether what somebody said in a quiz is the answer, as a fair quiz master sees it, and why."""

from dataclasses import dataclass
from functools import lru_cache

from bot.core.playbook import Question
from bot.core.texts import Text, Texts
from bot.play.answers.chosen import LETTERS, chosen, said_true
from bot.play.answers.ready import RIGHT as RIGHT_WAYS
from bot.play.answers.ready import Met, Way, ready
from bot.play.answers.unwrapped import LONGEST, folded, is_negated, is_talk, key
from bot.play.answers.written import met, other_parts

RIGHT, WRONG, NONE = "right", "wrong", "none"
SAME = Text("judging.same", "和答案一致")
FOLDED = Text("judging.folded", "只是写法不同，和“{given}”一样")
UNWRAPPED = Text("judging.unwrapped", "说的就是“{given}”")
NUMBER = Text("judging.number", "和“{given}”数值相同")
UNITLESS = Text("judging.unitless", "和“{given}”数值相同，不写单位也算")
LISTED = Text("judging.listed", "和“{given}”是同样几个，顺序不限")
ECHO = Text("judging.echo", "答的是“{given}”，其余是题目里的话")
PLACE = Text("judging.place", "和“{given}”是同一个地方")
SOUND = Text("judging.sound", "和“{given}”读音相同，算打字时选错了字")
SLIP = Text("judging.slip", "和“{given}”只差一个字，算笔误")
SYNONYM = Text("judging.synonym", "“{said}”和“{given}”说法不同，都算对")
CHOSEN = Text("judging.chosen", "选的是 {given}")
TRUTH = Text("judging.truth", "判断为“{given}”")
OTHER = Text("judging.other", "和答案不一样")
REFUSED = Text("judging.refused", "很接近，但说的不是同一个")
UNIT = Text("judging.unit", "数字和单位合起来不对，请看清单位")
AMOUNT = Text("judging.amount", "数值不对")
MANY = Text("judging.many", "说了不止一个答案，一次只能答一个")
NEGATED = Text("judging.negated", "说的是“不是什么”，没有说出答案")
NOT_ALL = Text("judging.not_all", "选的是 {given}，要全部选对、不多不少")
NO_OPTION = Text("judging.no_option", "没有这个选项")
TALK = Text("judging.talk", "像是聊天，不算作答")
TOO_LONG = Text("judging.too_long", "太长了，不像是作答")
_WHYS = {
    Way.SAME: SAME,
    Way.FOLDED: FOLDED,
    Way.UNWRAPPED: UNWRAPPED,
    Way.NUMBER: NUMBER,
    Way.UNITLESS: UNITLESS,
    Way.LISTED: LISTED,
    Way.ECHO: ECHO,
    Way.PLACE: PLACE,
    Way.SOUND: SOUND,
    Way.SLIP: SLIP,
    Way.REFUSED: REFUSED,
    Way.UNIT: UNIT,
    Way.AMOUNT: AMOUNT,
}
_SHORTEST_TALK, _TALKATIVE = 32, 2  # characters, times as long as the longest accepted wording; chosen
_USUAL = Texts()
_SHOWN = 30  # characters of what was said that are repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What an answer is worth. verdict: `right`, `wrong`, or `none` for what is no answer. why: in Chinese, for everybody.

    given: what was answered, the same for all who answered the same: the letters that were chosen, 对 or 错, the first
    accepted wording if it is right, else what was said in plain writing; empty for `none`. A `why` for what is wrong does
    not tell the answer.
    """

    verdict: str
    why: str
    given: str = ""


def judge(question: Question, said: str, texts: Texts = _USUAL) -> Verdict:
    """Return what `said` is worth as an answer to `question`. Any text may be judged; none raises or takes long."""
    if len(said) > LONGEST or len(said.strip()) > _limit(question):
        return Verdict(verdict=NONE, why=texts.say(TOO_LONG))
    text = folded(said)
    if not text.strip():
        return Verdict(verdict=NONE, why=texts.say(TALK))
    if question.kind == "judge":
        return _truth(question, text, texts)
    if question.kind in {"choice", "several"} and question.options:
        return _choice(question, text, texts)
    return _written(question, text, texts)


def is_candidate(question: Question, said: str) -> bool:
    """Tell, within microseconds, whether `said` might be an answer to `question`: it is short enough."""
    return 0 < len(said) <= _limit(question) and not said.isspace()


@lru_cache(maxsize=2048)
def _limit(question: Question) -> int:
    """Return how many characters an answer to `question` may have and still be no talk."""
    longest = max(map(len, (*question.answers, *question.options)), default=0)
    return min(LONGEST, max(_SHORTEST_TALK, _TALKATIVE * longest) + len(question.text))


def _truth(question: Question, text: str, texts: Texts) -> Verdict:
    given = said_true(text)
    if not given:
        both = any(one in text for one in ("对还是错", "又对又错"))
        return Verdict(verdict=WRONG if both else NONE, why=texts.say(MANY if both else TALK))
    wanted = said_true(folded(question.answers[0])) if question.answers else ""
    verdict = RIGHT if given == wanted else WRONG
    return Verdict(verdict=verdict, why=texts.say(TRUTH, given=given), given=given)


def _choice(question: Question, text: str, texts: Texts) -> Verdict:
    given = chosen(question, text)
    if given is None:
        verdict = WRONG if is_negated(text) else NONE
        return Verdict(verdict=verdict, why=texts.say(NEGATED if verdict == WRONG else TALK))
    wanted = "".join(sorted({one.strip().upper() for one in question.answers}))
    if given == wanted:
        return Verdict(verdict=RIGHT, why=texts.say(CHOSEN, given=given), given=given)
    if any(LETTERS.index(letter) >= len(question.options) for letter in given):
        return Verdict(verdict=WRONG, why=texts.say(NO_OPTION), given=given)
    if question.kind == "several":
        return Verdict(verdict=WRONG, why=texts.say(NOT_ALL, given=given), given=given)
    why = texts.say(MANY) if len(given) > 1 else texts.say(CHOSEN, given=given)
    return Verdict(verdict=WRONG, why=why, given=given)


def _written(question: Question, text: str, texts: Texts) -> Verdict:
    asked = ready(question)
    found = met(text, asked) if asked.accepted else None
    if found is not None and found.way in RIGHT_WAYS:
        return _right(question, found, texts)
    part, is_other = other_parts(text, asked)
    if part is not None and not is_other:
        return _right(question, part, texts)
    given = key(text)[:_SHOWN]
    is_said = part is not None or found is not None or is_negated(text)
    if not is_said and (is_talk(text) or not given):
        return Verdict(verdict=NONE, why=texts.say(TALK))
    why = MANY if part is not None else _WHYS[found.way] if found is not None else NEGATED if is_said else OTHER
    return Verdict(verdict=WRONG, why=texts.say(why), given=given)


def _right(question: Question, found: Met, texts: Texts) -> Verdict:
    """Return that the answer is right; a wording other than the first one is told to be one, if nothing else is to tell."""
    shown = question.answers[0]
    is_synonym = found.wording.text != shown and found.way in {Way.SAME, Way.FOLDED, Way.UNWRAPPED}
    if is_synonym:
        why = texts.say(SYNONYM, said=found.wording.text, given=shown)
    else:
        why = texts.say(_WHYS[found.way], given=found.wording.text)
    return Verdict(verdict=RIGHT, why=why, given=shown)
