"""Counting a round again after a question was judged anew: only differences are posted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.core.credits import HOUSE, Posting, allowed
from bot.core.justice.paying_back import chain_of, same_way, turned
from bot.core.model import MessageId
from bot.core.plays import Play
from bot.core.texts import Text
from bot.play.quiz.rounds import KIND, Asked, Round, round_of
from bot.play.quiz.scoring import Award, awards
from bot.play.quiz.steps import REASON, posting_id
from bot.play.turn import Turn
from bot.play.venue import Venue

TAKEN_BACK = Text("quiz.taken_back", "答题“{title}”第 {place} 题重判，收回原来的积分")
ALSO_LATER = Text("quiz.also_later", "那次重判之后这一轮又重算过，撤销不了；可以再发一次“重判”。")


def replayed(play: Play, place: int, item: Asked, venue: Venue) -> tuple[Round, tuple[Posting, ...]]:
    """Return the round with `item` at `place`, and the postings that make up for the difference.

    All settled questions are counted again, for rows of right answers run over them. What was taken back before, because
    its message was found to be spam, is not taken back twice.
    """
    body = round_of(play)
    done: list[Asked] = []
    postings: list[Posting] = []
    for at, before in enumerate(body.done):
        one = item if at == place else before
        awarded: dict[str, Award] = {award.member: award for award in awards(one, body.terms, done)}
        postings += _taken_back(play, at, before, awarded, venue)
        added = _added(
            play, at, [a for a in awarded.values() if _points(before, a.member) != a.points], postings, venue
        )
        postings += added.values()
        done.append(replace(one, given=_given(before, awarded, added, venue)))
    return replace(body, items=(*done, *body.items[body.place :])), tuple(postings)


def put_back(before: Play, after: Play, play: Play, venue: Venue) -> Turn:
    """Return what follows when the ruling that made `after` of `before` is taken back; what was played since stays.

    The postings are reversed by who takes the order back.
    """
    old, ruled, now = round_of(before), round_of(after), round_of(play)
    is_counted_since = any(one.given != other.given for one, other in zip(ruled.done, now.done, strict=False))
    if is_counted_since or (now.terms.streak and now.place > ruled.place):
        return Turn(refused=venue.texts.say(ALSO_LATER))
    restored = tuple(_restored(one, other) for one, other in zip(now.items, old.items[: ruled.place], strict=False))
    return Turn(plays=(replace(play, body=replace(now, items=(*restored, *now.items[len(restored) :]))),))


def _restored(now: Asked, old: Asked) -> Asked:
    """Return `now` judged as `old` was; who disputed it since is kept."""
    return replace(
        now,
        answers=old.answers,
        first=old.first,
        is_void=old.is_void,
        extra=old.extra,
        given=old.given,
        ruling=old.ruling,
    )


def _points(item: Asked, member: str) -> int:
    points, _, _ = item.given.get(member, (0, 0, 0))
    return points


def _taken_back(play: Play, place: int, before: Asked, awarded: Mapping[str, Award], venue: Venue) -> Iterator[Posting]:
    """Yield what takes back the postings of those who get something else now, or nothing."""
    reason = venue.texts.say(TAKEN_BACK, title=play.title, place=place + 1)
    for member, (points, amount, order) in before.given.items():
        if not amount or (member in awarded and awarded[member].points == points):
            continue
        message = next((one.id for one in before.said_by(member) if one.right), MessageId(""))
        posting = _posting(play, place, member, (order, message, amount), venue)
        chain = chain_of(posting, venue.postings)
        if same_way(chain, posting):
            yield turned(chain, at=venue.now, reason=reason, action=venue.number)


def _added(
    play: Play, place: int, new: Sequence[Award], so_far: Sequence[Posting], venue: Venue
) -> Mapping[str, Posting]:
    """Return the postings of those who get something now, by member, within today's caps."""
    caps = venue.customs.credits.caps
    found: dict[str, Posting] = {}
    for award in new:
        got = sum(one.amount for one in so_far if one.credit == award.member) if KIND in caps else 0
        purse = venue.purse(award.member)
        amount = allowed(purse, KIND, got + award.points, day=venue.today, caps=caps) - got
        if amount > 0:
            of = (venue.number, award.said.id, amount)
            found[award.member] = _posting(play, place, award.member, of, venue)
    return found


def _posting(play: Play, place: int, member: str, of: tuple[int, MessageId, int], venue: Venue) -> Posting:
    """Return the posting that gives `member` the credits of a question. of: order, message, amount."""
    order, message, amount = of
    return Posting(
        id=posting_id(play, place, member, order),
        account=venue.room.account,
        room=venue.room.id,
        at=venue.now,
        debit=f"{HOUSE}{KIND}",
        credit=member,
        amount=amount,
        source=KIND,
        reason=venue.texts.say(REASON, title=play.title, place=place + 1),
        earns=True,
        message=message,
        play=play.number,
    )


def _given(
    before: Asked, awarded: Mapping[str, Award], added: Mapping[str, Posting], venue: Venue
) -> dict[str, tuple[int, int, int]]:
    """Return what each member has of a question now: as before, or what was added."""
    result: dict[str, tuple[int, int, int]] = {}
    for member, award in awarded.items():
        if _points(before, member) == award.points:
            result[member] = before.given[member]
            continue
        posting = added.get(member)
        result[member] = (award.points, posting.amount if posting is not None else 0, venue.number)
    return result
