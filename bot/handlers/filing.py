"""Under which number an offence is filed, and what is done about it: one case for what is alike."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.core.cases import BOT, Case, Offence, Want, Wish
from bot.core.decide import Decision, decide, may_open, with_points
from bot.core.findings import Finding
from bot.core.justice.amending import has_amended
from bot.core.justice.filing import file
from bot.core.model import NO_PRINT, Fingerprint, Message, Scene
from bot.core.policy import Act, Policy
from bot.core.records import MemberChange
from bot.handlers.absence import is_absent
from bot.handlers.bench import Bench
from bot.handlers.ruled import NO_CHANGES, Changes, applied
from bot.handlers.waves import calmed
from bot.storage.memories import RoomMemory
from bot.storage.warm import Warm
from bot.text.echoes import SHORTEST
from bot.text.fingerprint import NEAR, fingerprint, likeness

MOST = 50  # chosen: offences of one case; what comes after them opens the next
MOST_ORDERS = 10  # chosen: of a member within a minute; whoever says more to the bot than that only makes noise
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A message, decided. scene: as it was decided in. changes: what follows, the effects of the decision first."""

    scene: Scene
    decision: Decision
    changes: Changes = NO_CHANGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Clerk:
    """Files what is said in one room. inbox: id of the delivery. number: that a new case gets."""

    memory: RoomMemory
    warm: Warm
    bench: Bench
    policy: Policy
    inbox: int
    number: int

    def behind(self, changes: Changes) -> "Clerk":
        """Return the clerk who goes on after `changes`, which nobody remembers yet: with the next free number."""
        taken = changes.numbers
        return replace(self, number=max(self.number, max(taken) + 1)) if taken else self

    def judged(self, message: Message, scene: Scene) -> Filed:
        """Judge `message` once; only what may be an offence pays for being filed."""
        scene = with_points(scene, self.policy)
        findings = self.bench.judge.findings(message, scene)
        if may_open(findings, message, scene, self.policy):
            return self.filed(message, scene, findings)
        return Filed(scene=scene, decision=self._decided(message, scene, findings))

    def excused(self, message: Message, scene: Scene) -> Filed | None:
        """Judge what was said to the bot: neither in a mute nor too often, unless without end. None if it is an offence.

        The scene of it, which is kept, knows neither the mute nor what was said before; so it is judged the same again.
        """
        if sum(earlier.sent_at > message.sent_at - MINUTE for earlier in scene.recent) >= MOST_ORDERS:
            return None
        scene = with_points(scene, self.policy)
        alone = replace(scene, recent=(), standing=replace(scene.standing, mutes=()))
        decision = self._decided(message, alone, self.bench.judge.findings(message, alone))
        if decision.opens:
            return None
        return Filed(scene=alone, decision=replace(decision, standing=scene.standing))

    def unpaced(self, message: Message, scene: Scene) -> Filed:
        """Judge a move in something the room plays: only for what it says, not for how often or how alike."""
        alone = replace(scene, recent=(), today=0, crowd=(), echoes=())
        return self.judged(message, alone)

    def joined(self, message: Message, scene: Scene) -> Filed:
        """Judge somebody's joining, which is an offence only if it costs points: a hint would be for nobody."""
        filed = self.judged(message, scene)
        if filed.decision.points:
            return filed
        return Filed(scene=replace(filed.scene, case=0), decision=filed.decision)

    def filed(self, message: Message, scene: Scene, findings: tuple[Finding, ...]) -> Filed:
        """Decide what follows from `findings` in `message`, and file it if it is an offence."""
        scene = self._complete(message, scene)
        decision = self._decided(message, scene, findings)
        if not decision.opens:
            return Filed(scene=replace(scene, case=0), decision=decision)
        print = fingerprint(message.text) if message.text else NO_PRINT  # noqa: A001 - its name in a case
        known = self._alike(message, scene, decision, print)
        if known is not None:
            scene = replace(scene, case=known.number)
            decision = self._decided(message, scene, findings)
        return Filed(scene=scene, decision=decision, changes=self._changes(message, scene, decision, known, print))

    def _decided(self, message: Message, scene: Scene, findings: tuple[Finding, ...]) -> Decision:
        bench = self.bench
        return decide(message, scene, judge=bench.judge, policy=self.policy, texts=bench.texts, findings=findings)

    def _complete(self, message: Message, scene: Scene) -> Scene:
        """Add to `scene` what only an offence needs."""
        absent = is_absent(self.memory, now=scene.now, zone=scene.zone, policy=self.policy)
        profile = scene.profile
        if absent or self.policy.newcomer:  # who is new is judged differently
            profile = self.memory.profiles.get(message.sender, profile)
        return replace(
            scene,
            case=self.number,
            profile=profile,
            reachable=self.bench.reaches(message.sender, scene.room, self.policy),
            absent=absent,
            speaks=self.bench.speaks(message, scene.room),
            removals=sum(1 for _ in self._removals(scene)),
            amended=has_amended(message.sender, self.memory.cases.values(), scene.now, scene.zone),
        )

    def _removals(self, scene: Scene) -> Iterator[Offence]:
        """Yield what the bot took people out of the room for by itself within the hour."""
        for case in self.memory.cases.values():
            asked = {want.member for want in case.wants if want.task == Act.REMOVE and _is_of_people(want)}
            for offence in case.offences if case.by == BOT else ():
                is_done = offence.act == Act.REMOVE and not offence.is_undone and offence.member not in asked
                if is_done and offence.room == scene.room.id and scene.now - offence.at < HOUR:
                    yield offence

    def _alike(
        self,
        message: Message,
        scene: Scene,
        decision: Decision,
        print: Fingerprint,  # noqa: A002 - its name in a case
    ) -> Case | None:
        """Return the newest case that is about the same: alike words of anybody, or the same member's going on."""
        rule = decision.gravest.rule if decision.gravest is not None else ""
        found = (case for case in self.memory.cases.values() if case.rule == rule and self._takes_more(case, scene))
        return max((case for case in found if self._is_same(case, message, print)), key=_number, default=None)

    def _takes_more(self, case: Case, scene: Scene) -> bool:
        """Tell whether one more offence may join `case`: it stands, nobody appealed, and its room has the same owner."""
        if case.by != BOT or case.is_undone or case.appeal is not None or not 0 < len(case.offences) < MOST:
            return False
        if case.room == scene.room.id:
            return True
        other = self.warm.known(case.room)
        return other is not None and other.room.owners()[:1] == scene.room.owners()[:1] != ()

    def _is_same(self, case: Case, message: Message, print: Fingerprint) -> bool:  # noqa: A002 - its name in a case
        since = abs(message.sent_at - case.offences[-1].at)
        if print.whole and case.print.whole:
            return since <= self.policy.campaign and is_alike(print, case.print)
        is_going_on = case.offences[-1].member == message.sender and case.room == message.room
        return is_going_on and since <= self.policy.burst

    def _changes(
        self,
        message: Message,
        scene: Scene,
        decision: Decision,
        known: Case | None,
        print: Fingerprint,  # noqa: A002 - its name in a case
    ) -> Changes:
        court = self.bench.court(self.memory, now=scene.now)
        ruling = file(
            decision,
            message,
            scene,
            delivery=self.inbox,
            revision=self.bench.judge.revision,
            print=print,
            case=known,
            court=court,
        )
        change = MemberChange(room=message.room, member=message.sender, tags=(decision.tag,))
        tagged = Changes(members=(change,) if decision.tag else ())
        return calmed(applied(ruling) + tagged, memory=self.memory, warm=self.warm, court=court)


def _is_of_people(want: Want) -> bool:
    """Tell whether a person was to take somebody out, not the bot, whose removals are noted as done by itself."""
    return want.state is not Wish.DONE or want.by != BOT or bool(want.text)


def is_alike(one: Fingerprint, other: Fingerprint) -> bool:
    """Tell whether two texts are near-identical; short ones only if they are the same."""
    if min(one.size, other.size) < SHORTEST:
        return one.whole == other.whole
    return likeness(one, other) >= NEAR


def _number(case: Case) -> int:
    return case.number
