"""How a quiz goes on: it begins, asks, settles, ends; what was said counts by when it was said."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.credits import Posting
from bot.core.effects import Say, Show
from bot.core.plays import Phase, Play
from bot.core.texts import Text
from bot.play.quiz.items import after_asking, item_of
from bot.play.quiz.rounds import KIND, Asked, Round, Stage, moment, round_of, ticks, with_item
from bot.play.quiz.said import FOLLOWING, answer, closing, question, result, seconds
from bot.play.quiz.scoring import Award, awards
from bot.play.turn import NOTHING, Turn, ended
from bot.play.venue import Entry, Venue

REASON = Text("quiz.reason", "答题“{title}”第 {place} 题")
SKIPPED = Text("quiz.skipped", "跳过第 {place} 题，不计分。\n{answer}")
PAUSED = Text("quiz.paused", "答题暂停，已得的积分都保留；负责人发“继续答题”就接着答第 {place} 题。")
AWAY = Text("quiz.away", "刚才我有一阵子不在线，答题先暂停；负责人发“继续答题”就接着答第 {place} 题。")

LAG = timedelta(seconds=5)  # chosen: a call that comes later than this means that nobody listened meanwhile
CATCHING_UP = timedelta(seconds=10)  # chosen: what was said meanwhile may take so long to arrive
GONE = timedelta(minutes=15)  # chosen: after so long a break people are no longer there
FORGOTTEN = timedelta(hours=12)  # chosen: a pause of which nobody thinks any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What follows, and what the room is told; who ordered it in the room is answered with that, else it is said there.

    media: id of the picture that goes with the text, empty for none.
    """

    turn: Turn = NOTHING
    text: str = ""
    media: str = ""

    def said(self, venue: Venue) -> Turn:
        """Return the turn with the text said in the room, before all else."""
        if not self.text:
            return self.turn
        room = venue.room.id
        effect = Show(room=room, media=self.media, text=self.text) if self.media else Say(room=room, text=self.text)
        return Turn(planned=(effect,)) + self.turn


def next_step(play: Play, venue: Venue) -> Step:
    """Return what follows in `play`, which is open, when its time has come; nothing before."""
    if play.due_at is None or venue.now < play.due_at:
        return Step()
    body = round_of(play)
    late = venue.now - play.due_at
    if not body.is_asking:
        return _asked(play, body, venue) if late < GONE else _paused(play, body, venue, AWAY)
    if late > LAG and not body.waited:
        waiting = replace(play, body=replace(body, waited=True), due_at=venue.now + CATCHING_UP)
        return Step(turn=Turn(plays=(waiting,)))
    return settled(play, venue)


def settled(play: Play, venue: Venue) -> Step:
    """Return what follows when the open question is over: credits, what the room reads, what comes next."""
    body = round_of(play)
    place, given = body.place, awards(body.current, body.terms, body.done)
    postings = tuple(one for award in given for one in _posted(award, play, place, venue))
    item = replace(body.current, given=_given(given, postings))
    body = _behind(body, item)
    states = (venue.noted(item.key, after_asking(item_of(venue.state, item.key), item, moment(item.asked_at))),)
    step = _onward(play, body, venue, result(body, place, given, venue))
    return replace(step, turn=step.turn + Turn(postings=postings, states=states))


def skipped(play: Play, venue: Venue) -> Step:
    """Return what follows when the open question is given up: it scores nothing, its answer is told."""
    body = round_of(play)
    text = venue.texts.say(SKIPPED, place=body.place + 1, answer=answer(body.current, body.place, venue))
    after, states = _given_up(body, venue)
    step = _onward(play, after, venue, text)
    return replace(step, turn=step.turn + states)


def stopped(play: Play, venue: Venue) -> Step:
    """Return what follows when the round ends early: the open question scores nothing, all before it stands."""
    body, states, lines = round_of(play), NOTHING, []
    if body.is_asking:
        lines.append(venue.texts.say(SKIPPED, place=body.place + 1, answer=answer(body.current, body.place, venue)))
        body, states = _given_up(body, venue)
    lines.append(closing(play.title, body, venue))
    over = ended(replace(play, body=body), venue.now)
    return Step(turn=Turn(plays=(over,)) + states, text="\n\n".join(lines))


def resumed(play: Play, venue: Venue) -> Play:
    """Return `play` as it goes on after a break, with the next question."""
    body = replace(round_of(play), pauses=False)
    return replace(play, phase=Phase.OPEN, ended_at=None, body=body, due_at=venue.now + body.terms.rest)


def is_forgotten(play: Play, now: datetime) -> bool:
    """Tell whether `play` was paused, and nobody let it go on for so long that another round may take its place."""
    last = max((one.closes_at for one in round_of(play).done), default=0)
    return play.phase is Phase.PAUSED and now - max(play.opened_at, moment(last)) >= FORGOTTEN


def with_heard(play: Play, body: Round, venue: Venue) -> Play:
    """Return `play` with `body`, in which more was answered, and when it wants to be called then."""
    due_at = max(venue.now, _settles_at(body))
    if body.waited and play.due_at is not None:
        due_at = max(due_at, play.due_at)
    return replace(play, body=body, due_at=due_at)


def _settles_at(body: Round) -> datetime:
    """Return when the open question can be settled.

    Whoever is right first ends a race, once all who were right at about the same time can have been heard.
    """
    item, terms = body.current, body.terms
    end = moment(item.closes_at) + terms.late
    return min(end, moment(item.first) + terms.tie + terms.late) if terms.is_race and item.first else end


def _asked(play: Play, body: Round, venue: Venue) -> Step:
    """Ask the question that comes next."""
    text = question(body, venue)
    span = timedelta(seconds=body.current.question.seconds or body.terms.seconds)
    item = replace(body.current, asked_at=ticks(venue.now), closes_at=ticks(venue.now + span))
    body = replace(with_item(body, body.place, item), stage=Stage.ASKING, waited=False)
    after = replace(play, body=body, due_at=_settles_at(body))
    return Step(turn=Turn(plays=(after,)), text=text, media=item.question.media)


def _onward(play: Play, body: Round, venue: Venue, told: str) -> Step:
    """Return what follows once the question before `body.place` is over; told: what is said about it."""
    if body.is_over:
        over = ended(replace(play, body=body), venue.now)
        end = Say(room=venue.room.id, text=closing(play.title, body, venue))
        return Step(turn=Turn(plays=(over,), planned=(end,)), text=told)
    was_away = venue.now - moment(body.items[body.place - 1].closes_at) >= GONE
    if body.pauses or was_away:
        step = _paused(play, body, venue, AWAY if was_away else PAUSED)
        return replace(step, text=f"{told}\n{step.text}")
    following = venue.texts.say(FOLLOWING, rest=seconds(body.terms.rest.total_seconds()))
    after = replace(play, body=body, due_at=venue.now + body.terms.rest)
    return Step(turn=Turn(plays=(after,)), text=f"{told}\n{following}")


def _paused(play: Play, body: Round, venue: Venue, why: Text) -> Step:
    after = replace(play, phase=Phase.PAUSED, due_at=None, body=replace(body, pauses=False))
    return Step(turn=Turn(plays=(after,)), text=venue.texts.say(why, place=body.place + 1))


def _given_up(body: Round, venue: Venue) -> tuple[Round, Turn]:
    item = replace(body.current, is_void=True)
    told = after_asking(item_of(venue.state, item.key), item, moment(item.asked_at))
    return _behind(body, item), Turn(states=(venue.noted(item.key, told),))


def _behind(body: Round, item: Asked) -> Round:
    """Return `body` with its open question over, as `item`."""
    after = with_item(body, body.place, item)
    return replace(after, place=body.place + 1, stage=Stage.RESTING, waited=False)


def _posted(award: Award, play: Play, place: int, venue: Venue) -> tuple[Posting, ...]:
    entry = Entry(
        id=posting_id(play, place, award.member),
        source=KIND,
        reason=venue.texts.say(REASON, title=play.title, place=place + 1),
        message=award.said.id,
        play=play.number,
    )
    return venue.award(award.member, award.points, entry)


def posting_id(play: Play, place: int, member: str, order: int = 0) -> str:
    """Return the id of the posting that gives `member` the credits of a question; order: that gave them anew, 0 if none did."""
    return f"quiz-{play.number}-{place + 1}-{member}" + (f"-{order}" if order else "")


def _given(given: tuple[Award, ...], postings: tuple[Posting, ...]) -> dict[str, tuple[int, int, int]]:
    credits_of = {one.credit: one.amount for one in postings}
    return {award.member: (award.points, credits_of.get(award.member, 0), 0) for award in given}
