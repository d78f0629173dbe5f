"""Storms: of many cases at once people get one alert, not a card for each; the cases themselves stay as they are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from bot.core.cases import Case
from bot.core.effects import Ask, Card, Effect, Planned
from bot.core.justice import Court
from bot.core.model import MemberId, Room
from bot.core.texts import Text
from bot.handlers.ruled import Changes
from bot.storage.memories import RoomMemory
from bot.storage.warm import Warm
from bot.text.fingerprint import NEAR, likeness_to

STORM = Text(
    "wave.storm",
    "【违规较多】“{room}”十分钟里的违规超过 {wave} 件（{titles}）。都已逐一记录、按规则处理，不再一件一件发卡片。\n"
    "要您处理的都在待办里：点“逐个看”，或者给我发“待办”。",
)
CAMPAIGN = Text(
    "wave.campaign",
    "【多群同发】您的 {rooms} 个群里出现了几乎一样的违规（{titles}），其中有“{room}”。都已逐一记录、按规则处理，不再一件一件发卡片。\n"
    "要您处理的都在待办里：点“逐个看”，或者给我发“待办”。",
)
TITLE = "违规较多"
LIST = ("list", "逐个看")
TASK = "list"
SLOT = timedelta(minutes=10)  # one alert in each
KIND = "wave"
SHOWN = 3  # chosen: titles named in an alert


def mark(*parts: str) -> str:
    """Return 12 hex digits that stand for `parts` in the ids of cards."""
    return sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def marks_of(room: Room) -> frozenset[str]:
    """Return what stands for `room` in the ids of cards: for itself, and for all rooms of its owner."""
    return frozenset((mark(room.id), *(mark("owner", owner) for owner in room.owners()[:1])))


def named(room: Room) -> str:
    """Return what people call `room`."""
    return room.name or room.id


def calmed(changes: Changes, *, memory: RoomMemory, warm: Warm, court: Court) -> Changes:
    """Return `changes` in which cards of cases that are part of a storm have become the alert of these ten minutes.

    What goes beside such a card is left out with it.

    A case is part of one if it is not among the first `Policy.wave` of its room within ten minutes, or if rooms of the
    same owner had one alike before it within `Policy.campaign`.
    """
    if not any(_is_card(one) for one in changes.planned):
        return changes
    cases = {**memory.cases, **{case.number: case for case in changes.cases}}
    planned = (_calmed(one, cases, memory=memory, warm=warm, court=court) for one in changes.planned)
    return replace(changes, planned=tuple(_once(planned)))


def _is_card(one: Planned | Effect) -> bool:
    effect = one.effect if isinstance(one, Planned) else one
    return isinstance(effect, Ask) and effect.case > 0 and (effect.card is None or effect.card.id.startswith("case-"))


def _calmed(
    one: Planned | Effect, cases: Mapping[int, Case], *, memory: RoomMemory, warm: Warm, court: Court
) -> Planned | Effect:
    plan = one if isinstance(one, Planned) else Planned(effect=one)
    case = cases.get(plan.effect.case)
    if not _is_card(one) or case is None:
        return one
    storm = storm_before(case, cases.values())
    if len(storm) > court.policy.wave:
        text = court.texts.say(STORM, room=named(court.room), wave=court.policy.wave, titles=_titles(storm))
        return _alert(plan, mark(court.room.id), text, court)
    elsewhere = tuple(_elsewhere(case, memory, warm, court))
    if elsewhere:
        rooms = len({one.room for one in elsewhere}) + 1
        text = court.texts.say(CAMPAIGN, room=named(court.room), rooms=rooms, titles=_titles((case, *elsewhere)))
        return _alert(plan, mark("owner", court.room.owners()[0]), text, court)
    return one


def storm_before(case: Case, cases: Iterable[Case]) -> tuple[Case, ...]:
    """Return those of `cases` that were opened in its room within the ten minutes up to `case`, it included."""
    since = case.opened_at - SLOT
    return tuple(
        c for c in cases if c.room == case.room and since < c.opened_at <= case.opened_at and c.number <= case.number
    )


def _elsewhere(case: Case, memory: RoomMemory, warm: Warm, court: Court) -> Iterator[Case]:
    """Yield earlier cases like `case` in other rooms of the owner."""
    owners = memory.room.owners()
    if not owners or not case.print.whole:
        return
    likeness, since = likeness_to(case.print), case.opened_at - court.policy.campaign
    for other in warm.memories():
        if other.room.owners()[:1] != owners[:1] or other.room.account == memory.room.account:
            continue
        for one in other.cases.values():
            is_near = since < one.opened_at <= case.opened_at and one.number < case.number and not one.is_undone
            if is_near and one.print.whole and likeness(one.print) >= NEAR:
                yield one


def _alert(plan: Planned, marked: str, text: str, court: Court) -> Planned:
    """The alert that takes the place of `plan`; the same one for all that is planned for the same ten minutes."""
    slot = _slot(plan.due_at or court.now)
    ask = plan.effect
    to = ask.to if isinstance(ask, Ask) else MemberId("")
    id_ = f"{KIND}-{marked}-{slot}"
    card = Card(id=id_, title=TITLE, rows=(("群", named(court.room)),), quote=text, buttons=(LIST,))
    effect = Ask(room=court.room.id, to=to, task=TASK, member=MemberId(""), text=text, card=card)
    return Planned(effect=effect, key=f"{id_}-ask-{mark(to)}", due_at=plan.due_at)


def _slot(at: datetime) -> int:
    return int(at.timestamp() // SLOT.total_seconds())


def _titles(cases: Iterable[Case]) -> str:
    titles = tuple(dict.fromkeys(case.title or "手工处罚" for case in cases))
    return "、".join(titles[:SHOWN]) + ("等" if len(titles) > SHOWN else "")


def _once(planned: Iterable[Planned | Effect]) -> Iterator[Planned | Effect]:
    """Yield `planned`, each key once."""
    known: set[str] = set()
    for one in planned:
        key = one.key if isinstance(one, Planned) else ""
        if key not in known:
            yield one
        known.update({key} - {""})
