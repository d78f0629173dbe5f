"""Filing what somebody said: under a case of its own, or under one of the same kind."""

from dataclasses import replace

from bot.core.cases import BOT, Case, Deed, Offence, Want, Wish
from bot.core.decide import Decision
from bot.core.effects import Effect, Planned, Remove
from bot.core.justice import Court, Ruling
from bot.core.justice.asking import ask, ask_for_more
from bot.core.justice.recording import noted
from bot.core.model import Fingerprint, Message, Scene
from bot.core.pages import penalty_in_words
from bot.core.words import BROKEN_MUTE


def file(  # noqa: PLR0913 - a decision with all that it was made from
    decision: Decision,
    message: Message,
    scene: Scene,
    *,
    delivery: int,
    revision: int,
    print: Fingerprint,  # noqa: A002 - its name in a scene
    case: Case | None,
    court: Court,
) -> Ruling:
    """Return `message` filed under `scene.case`: a new case, or `case`, which then has that number.

    planned: all that is to be done, the effects of the decision among it; what no channel can do is asked for.
    Raises ValueError if nothing is to be filed or the numbers differ. A delivery that the case has changes nothing.
    """
    if not decision.opens or not scene.case or (case is not None and case.number != scene.case):
        raise ValueError(f"case {scene.case} cannot take this decision")
    if case is not None and delivery and any(one.delivery == delivery for one in case.offences):
        return Ruling(case=case)
    offence = _offence(decision, message, delivery)
    filed = _opened(decision, scene, court, revision, print) if case is None else case
    effects, wants = _asked_of_people(decision, message, court)
    filed = replace(filed, offences=(*filed.offences, offence), wants=(*filed.wants, *_new(wants, filed)))
    if case is not None:
        filed = replace(filed, is_campaign=case.is_campaign or offence.member not in case.members)
    deed = Deed.OPENED if case is None else Deed.JOINED
    filed = noted(filed, court, deed, note=penalty_in_words([offence]))
    asked = ask(filed, court) if case is None else ask_for_more(filed, case, court)
    return Ruling(
        case=asked.case,
        standings=((court.room.account, message.sender, decision.standing),),
        planned=(*(Planned(effect=effect) for effect in effects), *asked.planned),
    )


def _opened(decision: Decision, scene: Scene, court: Court, revision: int, print_: Fingerprint) -> Case:
    found = decision.gravest
    return Case(
        number=scene.case,
        account=court.room.account,
        room=court.room.id,
        opened_at=court.now,
        by=BOT,
        rule=found.rule if found is not None else "",
        title=found.title if found is not None else BROKEN_MUTE,
        revision=revision,
        tags=found.tags if found is not None else (),
        print=print_,
    )


def _offence(decision: Decision, message: Message, delivery: int) -> Offence:
    found = decision.gravest
    return Offence(
        room=message.room,
        member=message.sender,
        at=message.sent_at,
        text=decision.quote,
        message=message.id,
        delivery=delivery,
        why=found.why if found is not None else BROKEN_MUTE,
        act=decision.step.act.value if decision.step is not None else "",
        charge=decision.charge,
        mute=decision.mute,
    )


def _asked_of_people(decision: Decision, message: Message, court: Court) -> tuple[tuple[Effect, ...], tuple[Want, ...]]:
    """What channels do, and what people are asked for: a removal, too, where no channel can."""
    removes = [effect for effect in decision.effects if isinstance(effect, Remove)]
    if court.removes or not removes:
        return decision.effects, decision.wants
    wanted = Want(room=message.room, member=message.sender, task=Remove.kind)
    return tuple(effect for effect in decision.effects if effect not in removes), (*decision.wants, wanted)


def _new(wants: tuple[Want, ...], case: Case) -> tuple[Want, ...]:
    """Those that nobody is asked for yet; somebody who was taken out need not be again."""
    pending = {(one.room, one.member, one.task) for one in case.wants if one.state is Wish.WAITING}
    return tuple(want for want in wants if (want.room, want.member, want.task) not in pending)
