"""Deciding once more what was decided before: the same rules, message and scene must give the same decision.

What is compared is the decision: findings, points and total as they were stored, byte for byte, and every effect as it
went into the outbox. Not compared: what was answered to a command or asked of people, which no rule decided, and the
effects of several people's joining at once.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot.core.decide import Decision, decide
from bot.core.effects import Effect, Remove, effect_to_json
from bot.core.model import JOIN, Calendar, Message, Room, RoomId
from bot.core.policy import Policy
from bot.core.ports import Judge
from bot.core.records import Stored
from bot.core.scenes import LookUp, scene_from_json
from bot.core.texts import Texts
from bot.core.tuning import policy_for
from bot.handlers.bench import fitted
from bot.handlers.keeping import state_then
from bot.handlers.petition import ORDERED
from bot.handlers.rooms import Rooms
from bot.handlers.ruled import plans
from bot.handlers.silence import HUSHED, hushed
from bot.storage.memories import merged
from bot.storage.plain import finding_to_json, to_json
from bot.storage.prints import print_of
from bot.text.fingerprint import fingerprint

NOTHING = "[]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Court:
    """All that a revision decides with besides the message and its scene. policies: of rooms that have one of their own."""

    judge: Judge
    policy: Policy
    texts: Texts
    rooms: Rooms
    calendar: Calendar
    policies: Mapping[RoomId, Policy] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing in which the decision of today is not that of then; both as they are stored. what: in Chinese."""

    what: str
    then: str
    now: str


def remembered(scene: str) -> tuple[int, ...]:
    """Return the deliveries that a stored scene looks back on."""
    told = json.loads(scene)
    return tuple({*told.get("recent", ()), *told.get("echoes", ())})


def replayed(stored: Stored, effects: Mapping[str, str], *, court: Court, look_up: LookUp) -> tuple[Difference, ...]:
    """Return in what `stored` differs from what is decided now; empty if in nothing.

    effects: JSON by key, as stored for that message. Raises ValueError, LookupError or TypeError for a broken scene.
    """
    state = state_then(stored.scene)
    room = merged(court.rooms.get(stored.message.room), state)
    message = replace(stored.message, answer_url=_answer_url(effects))
    print = print_of(message, court.judge.reach)  # noqa: A001 - its name in a scene
    scene = scene_from_json(stored.scene, room=room, look_up=look_up, calendar=court.calendar, print=print)
    policy = policy_for(court.policies.get(room.id, court.policy), state)
    decision = decide(message, scene, judge=court.judge, policy=policy, texts=court.texts)
    if stored.note.startswith(HUSHED):
        decision = replace(decision, effects=tuple(plan.effect for plan in hushed(plans(decision.effects))))
    return tuple(_differences(stored, effects, decision, room=room, texts=court.texts))


def _answer_url(effects: Mapping[str, str]) -> str:
    """Return the address that the message was to be answered at; it is kept with its answer alone."""
    urls = (json.loads(payload).get("answer_url") for payload in effects.values())
    return next((url for url in urls if url), "")


def _differences(
    stored: Stored, effects: Mapping[str, str], decision: Decision, *, room: Room, texts: Texts
) -> Iterator[Difference]:
    findings = to_json([finding_to_json(f) for f in decision.findings]) if decision.findings else NOTHING
    if findings != stored.findings:
        yield Difference(what="命中", then=stored.findings, now=findings)
    for what, then, now in (("记分", stored.points, decision.points), ("累计", stored.total, decision.total)):
        if then != now:
            yield Difference(what=what, then=f"{then!r}", now=f"{now!r}")
    if stored.decided_by != decision.decided_by:
        yield Difference(what="依据的规则", then=stored.decided_by, now=decision.decided_by)
    if stored.message.kind != JOIN:
        yield from _effects_differ(stored, effects, decision, room=room, texts=texts)


def _effects_differ(
    stored: Stored, effects: Mapping[str, str], decision: Decision, *, room: Room, texts: Texts
) -> Iterator[Difference]:
    own = {key: payload for key, payload in effects.items() if re.fullmatch(rf"{stored.id}-\d+-[a-z]+", key)}
    for number, effect in enumerate(decision.effects):
        ways = dict(_ways(f"{stored.id}-{number}", effect, room, texts))
        key = next((key for key in ways if key in own), "")
        then = own.pop(key, "")
        if not then and isinstance(effect, Remove):
            continue  # no channel could do it then: a person was asked, by a card
        if then not in ways.get(key, ()):
            yield Difference(what=f"第 {number + 1} 个处理", then=then, now=next(iter(ways.values()))[0])
    for payload in () if stored.note.startswith(ORDERED) and not decision.effects else own.values():
        yield Difference(what="多出来的处理", then=payload, now="")


def _ways(start: str, effect: Effect, room: Room, texts: Texts) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield key and JSON of `effect` where a channel of the room can do it, and where none can.

    Which of the two it was depended on the channels that were set up then, which no revision holds.
    """
    found: dict[str, tuple[str, ...]] = {}
    for possible in (True, False):
        done = fitted(effect, room, possible=possible, texts=texts)
        key = f"{start}-{done.kind}"
        found[key] = (*found.get(key, ()), to_json(effect_to_json(done)))
    yield from found.items()


def look_up_in(messages: Mapping[int, Message]) -> LookUp:
    """Return the look-up that scenes are read back with."""
    return lambda ids: {i: (messages[i], fingerprint(messages[i].text)) for i in ids if i in messages}
