"""What the room reads during a quiz: the question, its answer and who got what, how everybody stands."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.core.model import MemberId
from bot.core.playbook import Question
from bot.core.texts import Text
from bot.core.words import plain
from bot.play.answers.judging import Verdict, judge
from bot.play.quiz.rounds import Asked, Round, Terms
from bot.play.quiz.scoring import Award, elapsed, places, totals
from bot.play.venue import Venue

OPENED = Text(
    "quiz.opened", "答题开始：{title}，共 {count} 题，每题 {seconds} 秒。{rules}\n{how}{rest} 秒后出第 1 题。"
)
RACE = Text("quiz.race", "抢答：最先答对的人得积分。")
IN_TIME = Text("quiz.in_time", "限时：时间内答对的人都得积分。")
SPEED = Text("quiz.speed", "答得越快积分越多，最少一半。")
STREAK = Text("quiz.streak", "连续答对有加分。")
HOW = Text("quiz.how", "直接在群里发答案就行。")
HOW_CALLED = Text("quiz.how_called", "我在这个群只听得到 @我 的消息，请 @我 再写答案，例如“@我 B”。")
QUESTION = Text("quiz.question", "第 {place}/{count} 题〔{kind}，{points} 积分，{seconds} 秒〕\n{text}{options}\n{how}")
HOW_CHOICE = Text("quiz.how_choice", "请发选项的字母，每人以第一次回答为准。")
HOW_SEVERAL = Text("quiz.how_several", "请把所有正确选项的字母一次发出来，例如 AC，每人以第一次回答为准。")
HOW_JUDGE = Text("quiz.how_judge", "请发“对”或“错”，每人以第一次回答为准。")
HOW_TEXT = Text("quiz.how_text", "请直接发答案，每人最多 {attempts} 次。")
HOW_CALL = Text("quiz.how_call", "（要 @我）")
ANSWER = Text("quiz.answer", "第 {place} 题的答案：{answer}")
EXPLAINED = Text("quiz.explained", "解析：{text}")
NO_ANSWERS = Text("quiz.no_answers", "这题没有人作答。")
NONE_RIGHT = Text("quiz.none_right", "{count} 人作答，没有人答对。")
RIGHT = Text("quiz.right", "{answers} 人作答，得积分的有 {right} 人：{names}{more}")
MORE = Text("quiz.more", "……等 {count} 人")
GOT = Text("quiz.got", "{name} +{points}（{seconds} 秒）")
WHY = Text("quiz.why", "判定：{why}")
STANDING = Text("quiz.standing", "目前：{lines}")
RANKED = Text("quiz.ranked", "{place}. {name} {points}")
FOLLOWING = Text("quiz.next", "{rest} 秒后下一题。")
ENDED = Text("quiz.ended", "答题结束：{title}\n{lines}\n共 {count} 人得到积分。{appeal}")
ENDED_EMPTY = Text("quiz.ended_empty", "答题结束：{title}\n这一轮没有人得到积分，下次再来。{appeal}")
APPEAL = Text("quiz.appeal", "觉得哪题判得不对，24 小时内发“申诉 第1题 理由”（换成那题的题号）。")

KINDS = {"choice": "单选", "several": "多选", "judge": "判断", "text": "问答", "picture": "看图"}
LIMIT = 2000  # platform: a text message has at most 2048 bytes
SHOWN = 10  # chosen: people named
STANDING_SHOWN = 5  # chosen
WHYS_SHOWN = 3  # chosen
NAME_LIMIT, ANSWER_LIMIT, EXPLANATION_LIMIT, WHY_LIMIT = 12, 60, 120, 40  # chosen: characters


@lru_cache(maxsize=8192)
def verdict(question: Question, said: str) -> Verdict:
    """Return what `said` is as an answer to `question`; many say the same, so it is kept."""
    return judge(question, said)


def rules(terms: Terms, venue: Venue) -> str:
    """Return how a round is scored."""
    told = [RACE if terms.is_race else IN_TIME]
    told += [SPEED] if terms.speed else []
    told += [STREAK] if terms.streak else []
    return "".join(map(venue.texts.say, told))


def opening(title: str, body: Round, venue: Venue) -> str:
    """Return how a round is opened."""
    return venue.texts.say(
        OPENED,
        title=title,
        count=len(body.items),
        seconds=body.terms.seconds,
        rules=rules(body.terms, venue),
        how=venue.texts.say(HOW if venue.hears_all else HOW_CALLED),
        rest=seconds(body.terms.rest.total_seconds()),
    )


def question(body: Round, venue: Venue) -> str:
    """Return the question that comes next, as it is asked."""
    asked = body.current.question
    options = "".join(f"\n{chr(ord('A') + at)}. {option}" for at, option in enumerate(asked.options))
    text = venue.texts.say(
        QUESTION,
        place=body.place + 1,
        count=len(body.items),
        kind=KINDS.get(asked.kind, KINDS["text"]),
        points=asked.points,
        seconds=asked.seconds or body.terms.seconds,
        text=asked.text,
        options=options,
        how=_how(asked, body.terms, venue),
    )
    return clipped(text, LIMIT)


def result(body: Round, place: int, given: Sequence[Award], venue: Venue) -> str:
    """Return what is said once the question at `place` is settled; `body` as it is then."""
    item = body.items[place]
    lines = [answer(item, place, venue), _who(item, given, venue), *_whys(item, given, venue)]
    standing = standing_line(body, venue)
    if standing and not body.is_over:
        lines.append(standing)
    return clipped("\n".join(lines), LIMIT)


def answer(item: Asked, place: int, venue: Venue) -> str:
    """Return the right answer of a question and why it is."""
    shown = cut(shown_answer(item.question), ANSWER_LIMIT)
    told = venue.texts.say(ANSWER, place=place + 1, answer=shown)
    if not item.question.explanation:
        return told
    return f"{told}\n{venue.texts.say(EXPLAINED, text=cut(item.question.explanation, EXPLANATION_LIMIT))}"


def shown_answer(asked: Question) -> str:
    """Return the right answer as people read it: B. 北京; 对; 北京."""
    if not asked.options:
        return asked.answers[0]
    letters = [one.strip().upper() for one in asked.answers]
    by_letter = {chr(ord("A") + at): option for at, option in enumerate(asked.options)}
    return "；".join(f"{one}. {by_letter[one]}" if one in by_letter else one for one in letters)


def standing_line(body: Round, venue: Venue) -> str:
    """Return the first few and their points in one line, empty if nobody has any."""
    lines = _ranking(body, STANDING_SHOWN, venue)
    return venue.texts.say(STANDING, lines="；".join(lines)) if lines else ""


def closing(title: str, body: Round, venue: Venue) -> str:
    """Return how everybody stands at the end."""
    appeal = venue.texts.say(APPEAL) if body.done else ""
    lines = _ranking(body, SHOWN, venue)
    if not lines:
        return venue.texts.say(ENDED_EMPTY, title=title, appeal=appeal)
    count = len(totals(body.done))
    return clipped(venue.texts.say(ENDED, title=title, lines="\n".join(lines), count=count, appeal=appeal), LIMIT)


def name_of(member: MemberId, venue: Venue) -> str:
    """Return what `member` is called, not longer than fits into a list."""
    name = venue.name(member)
    return name if name.startswith("<@") else cut(name, NAME_LIMIT)


def listed(names: Iterable[str], count: int, venue: Venue) -> str:
    """Return the first `SHOWN` of `names` in one line; count: how many there are."""
    shown = [name for name, _ in zip(names, range(SHOWN), strict=False)]
    more = venue.texts.say(MORE, count=count) if count > SHOWN else ""
    return "、".join(shown) + more


def cut(text: str, most: int) -> str:
    """Return `text` in one line with at most `most` characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def clipped(text: str, most: int) -> str:
    """Return `text` with at most `most` bytes."""
    told = text.encode()
    return text if len(told) <= most else told[: most - 3].decode(errors="ignore") + "…"


def seconds(count: float) -> str:
    """Return `count` seconds as people write them: 5, 2.5."""
    return f"{round(count, 1):g}"


def _how(asked: Question, terms: Terms, venue: Venue) -> str:
    ways = {"choice": HOW_CHOICE, "several": HOW_SEVERAL, "judge": HOW_JUDGE}
    told = venue.texts.say(ways.get(asked.kind, HOW_TEXT), attempts=terms.attempts)
    return told if venue.hears_all else told + venue.texts.say(HOW_CALL)


def _who(item: Asked, given: Sequence[Award], venue: Venue) -> str:
    if not given:
        return venue.texts.say(NONE_RIGHT, count=len(item.answers)) if item.answers else venue.texts.say(NO_ANSWERS)
    names = (_got(award, item, venue) for award in given[:SHOWN])
    more = venue.texts.say(MORE, count=len(given)) if len(given) > SHOWN else ""
    return venue.texts.say(RIGHT, answers=len(item.answers), right=len(given), names="、".join(names), more=more)


def _got(award: Award, item: Asked, venue: Venue) -> str:
    took = seconds(elapsed(item, award.said))
    return venue.texts.say(GOT, name=name_of(award.member, venue), points=award.points, seconds=took)


def _whys(item: Asked, given: Sequence[Award], venue: Venue) -> list[str]:
    """Return why answers were accepted that are not written as the pack writes them, each once."""
    if item.question.options or item.question.kind == "judge":
        return []
    found: dict[str, None] = {}
    for award in given[:SHOWN]:
        said = award.said.text.strip()
        why = verdict(item.question, said).why
        if said != item.question.answers[0] and why:
            told = why if why.startswith("“") else f"“{cut(said, ANSWER_LIMIT // 3)}”{why}"
            found[cut(venue.concealed(plain(told)), WHY_LIMIT)] = None
    return [venue.texts.say(WHY, why="；".join(list(found)[:WHYS_SHOWN]))] if found else []


def _ranking(body: Round, most: int, venue: Venue) -> list[str]:
    ranked = places(totals(body.done))[:most]
    return [
        venue.texts.say(RANKED, place=p, name=name_of(member, venue), points=points) for p, member, points in ranked
    ]
