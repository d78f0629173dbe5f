"""Lines are judged with all that was said before them and that rules ask for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.core.model import Calendar, Role, RoomId
from bot.core.policy import Policy
from bot.core.texts import Texts
from bot.ruleset.judging import Trial, Tried
from bot.ruleset.lines import Line
from bot.ruleset.rules import RuleSet
from tests.ruleset.kit import rules

NOON = datetime(2026, 1, 5, 4, tzinfo=UTC)
PLAIN = rules("- {id: r, title: t, when: {words: [x]}, cooldown: 1分钟}")


def trial(judge: RuleSet = PLAIN, **reach: object) -> Trial:
    """Return a trial whose rules ask for `reach` besides what they need."""
    object.__setattr__(judge, "_reach", replace(judge.reach, **reach))  # type: ignore[arg-type]
    return Trial(
        judge=judge, policy=Policy(), texts=Texts(), now=NOON, calendar=Calendar(off=frozenset({date(2026, 1, 5)}))
    )


def tried(of: Trial, *lines: Line) -> list[Tried]:
    """Return what `of` makes of `lines`."""
    return [of.decided(line, number) for number, line in enumerate(lines, start=1)]


def line(text: str, *, after: int = 0, sender: str = "u", **more: object) -> Line:
    """Return what somebody said `after` so many seconds."""
    return Line(text=text, sender=sender, sent_at=NOON + timedelta(seconds=after), **more)  # type: ignore[arg-type]


def test_a_rest_is_kept_from_line_to_line():
    """Per member."""
    found = tried(trial(), line("x"), line("x", after=59), line("x", after=59, sender="v"), line("x", after=60))

    assert [bool(one.decision.findings) for one in found] == [True, False, True, True]


def test_what_is_known_of_a_member_is_learnt_and_kept():
    """Name, joining and tags come from the lines; messages are counted from the first on."""
    joined = NOON - timedelta(days=3)
    *_, last = tried(
        trial(profile=True),
        line("a", name="张", joined_at=joined, tags=("vip",)),
        line("b", after=5),
        line("c", after=9),
    )

    profile = last.scene.profile
    assert (profile.name, profile.joined_at, profile.tags, profile.messages, profile.first_at) == (
        "张",
        joined,
        ("vip",),
        2,
        NOON,
    )
    assert last.scene.name == "张"


def test_the_crowd_of_a_room_is_remembered_as_far_as_it_is_asked_for():
    """Those of anybody in the room, no further back and no more."""
    lines = [line("a", after=at, sender=who) for at, who in ((0, "a"), (50, "b"), (55, "c"), (60, "d"))]
    other = line("a", after=58, room=RoomId("other"))
    *_, last = tried(trial(crowd=timedelta(seconds=30), crowd_memory=9), *lines[:3], other, lines[3])

    assert [(at - NOON).seconds for at in last.scene.crowd] == [50, 55]


def test_those_who_join_are_remembered():
    """A joining is no message: it is not counted among those of the day."""
    *_, last = tried(
        trial(joins=timedelta(minutes=1), memory=5, recent=timedelta(hours=1)),
        line("", kind="join"),
        line("", kind="join", after=10, sender="v"),
        line("", kind="join", after=15, sender="v"),
        line("", kind="join", after=20, sender="w"),
    )

    assert [(at - NOON).seconds for at in last.scene.joins] == [0, 15]
    assert (last.scene.today, last.scene.recent) == (0, ())


def test_alike_messages_are_found_over_all_rooms():
    """By fingerprint; a stranger leaves nothing behind."""
    text = "全网最低价代办各类证件，速来联系我吧"
    of = trial(echoes=timedelta(hours=1))
    first, second, stranger, third = tried(
        of, line(text), line(text + "！", after=5, sender="v", room=RoomId("b")), Line(text=text), line(text, after=9)
    )

    assert [len(one.scene.echoes) for one in (first, second, stranger, third)] == [0, 1, 0, 2]
    assert second.scene.echoes[0].sender == "u"
    assert first.scene.print.whole == second.scene.print.whole != 0


def test_nothing_is_remembered_that_nobody_asks_for():
    """Rules about words only need no past."""
    *_, last = tried(trial(rules("- {id: r, title: t, when: {words: [x]}}")), line("x"), line("x", after=5, name="张"))

    scene = last.scene
    assert (scene.recent, scene.crowd, scene.joins, scene.echoes, dict(scene.fired)) == ((), (), (), (), {})


def test_days_and_roles_are_those_of_the_trial():
    """The calendar reaches the scene; a line may tell a role."""
    [one] = tried(trial(), line("x", role=Role.STAFF, seconds=8, seen="http://x.cn"))

    assert (one.scene.role, one.scene.calendar.is_workday(date(2026, 1, 5))) == (Role.STAFF, False)
    assert (one.message.seconds, one.message.seen) == (8, "http://x.cn")


def test_who_joins_is_known_to_have_joined_when_it_is_judged():
    """As in a group, where that is learnt before."""
    first, again = tried(trial(profile=True), line("", kind="join"), line("", kind="join", after=9))

    assert first.scene.profile.joined_at == NOON
    assert again.scene.profile.joined_at == NOON + timedelta(seconds=9)
