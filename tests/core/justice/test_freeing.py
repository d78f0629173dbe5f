"""Points for speaking in a mute fall with the mute."""

from dataclasses import replace

from bot.core.cases import BOT, Case, Deed, Offence
from bot.core.justice.freeing import freed
from bot.core.justice.undoing import undo
from bot.core.ledger import charged, muted, points_at
from bot.core.measures import Act
from bot.core.model import Charge, MuteSpan
from bot.core.words import BROKEN_MUTE
from tests.core.justice.kit import HOUR, OWNER, ROOM, ZHANG, court, punished, standings_of

MUTED = punished(Act.MUTE, by=OWNER)
SPOKEN_AT = MUTED.case.offences[0].mute.since
CHARGE = Charge(number=59, points=1.0, at=SPOKEN_AT)
SPOKE = Case(
    number=59,
    account="r1",
    room=ROOM.id,
    opened_at=SPOKEN_AT,
    title=BROKEN_MUTE,
    offences=(Offence(room=ROOM.id, member=ZHANG, at=SPOKEN_AT, charge=CHARGE, delivery=41),),
)
STANDINGS = {ZHANG: charged(standings_of(MUTED)[ZHANG], CHARGE, now=SPOKEN_AT, policy=court().policy)}


def after_undoing(*cases, standings=None):
    """王姐 takes back the mute."""
    standings = standings or STANDINGS
    ruling = undo(MUTED.case, standings=standings, by=OWNER, court=court(HOUR))
    return freed(MUTED.case, ruling, cases=(MUTED.case, *cases), standings=standings, court=court(HOUR))


def test_who_spoke_in_a_mute_that_was_wrong_did_nothing() -> None:
    """The points go, too, and the history says why."""
    (ruling,) = after_undoing(SPOKE)

    assert points_at(standings_of(ruling)[ZHANG], court(HOUR).now, court().policy) == 0
    assert (ruling.case.is_undone, ruling.undone) == (True, ((41, court(HOUR).now),))
    assert [(e.what, e.by, e.note) for e in ruling.case.history] == [(Deed.UNDONE, OWNER, "禁言已撤销")]
    assert ruling.says == "编号 59 是在那次禁言期间发言记的分，也一并取回。"


def test_what_a_rule_found_and_what_another_mute_forbade_stays() -> None:
    """Also what was said before or after, and what a person punished."""
    other = MuteSpan(number=9, since=SPOKEN_AT, until=SPOKEN_AT + 9 * HOUR)
    twice = {ZHANG: muted(STANDINGS[ZHANG], other)}
    late = replace(SPOKE, offences=(replace(SPOKE.offences[0], at=SPOKEN_AT + HOUR),))

    assert after_undoing(SPOKE, standings=twice) == ()
    assert after_undoing(replace(SPOKE, rule="ads"), replace(SPOKE, by=OWNER), late) == ()
    assert SPOKE.by == BOT


def test_nothing_follows_where_no_mute_is_taken_back() -> None:
    """A warning that is undone frees nobody's words."""
    warned = punished(Act.WARN)
    ruling = undo(warned.case, standings=standings_of(warned), by=OWNER, court=court())

    assert freed(warned.case, ruling, cases=(SPOKE,), standings=STANDINGS, court=court()) == ()


def test_a_mute_that_is_long_over_still_forbade_what_was_said_in_it() -> None:
    """The standing has forgotten it, its case has not; once that is undone as well, it forbade nothing."""
    span = MuteSpan(number=57, since=SPOKEN_AT, until=SPOKEN_AT + HOUR)
    other = replace(MUTED.case, number=57, offences=(replace(MUTED.case.offences[0], mute=span),))
    undone = replace(other, offences=(replace(other.offences[0], is_undone=True),))

    assert after_undoing(SPOKE, other) == ()
    assert len(after_undoing(SPOKE, undone)) == 1
