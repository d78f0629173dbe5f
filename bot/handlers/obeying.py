"""Somebody orders the bot to do something, or answers what it asked: found, asked back, confirmed, done, written down."""

from dataclasses import replace

from bot.core.model import Message, Role, Scene, is_private
from bot.handlers.bench import Bench
from bot.handlers.calling import is_addressed, is_copy, may_order
from bot.handlers.dialogues import answered, dialogue_of, is_answer, is_meant, is_waiting
from bot.handlers.executing import IGNORED, is_for, ordered, overheard
from bot.handlers.petition import ORDERED, Obeyed, Petition
from bot.handlers.private import NOTHING_WAITS, UNKNOWN, obeyed_in_private
from bot.storage.memories import RoomMemory
from bot.storage.warm import Warm

__all__ = ("IGNORED", "ORDERED", "UNKNOWN", "Obeyed", "is_own_order", "obeyed")


def obeyed(message: Message, scene: Scene, *, memory: RoomMemory, warm: Warm, bench: Bench) -> Obeyed | None:
    """Return what follows if `message` is an order or answers a question, None if it is only talk.

    memory: of the room it was said in. An offence is not also an order: not for a message that is one. Nothing is kept
    in `warm` here. In private whatever is said in words is answered.
    """
    is_alone = is_private(message.room)
    if message.kind != "text" or not (is_alone or _concerns(message, memory, bench)):
        return None
    petition = _petition(message, scene, memory, warm, bench)
    if is_alone:
        return obeyed_in_private(petition)
    answer = answered(petition)
    if answer is not None:
        return answer
    if not petition.is_addressed:
        return overheard(petition)
    return ordered(petition, petition.words, petition.quoting()) or _answered_nothing(petition)


def _answered_nothing(petition: Petition) -> Obeyed | None:
    """Tell who is in charge, and says yes, no or a number to the bot, that nothing waits for it; not of what is old."""
    is_late = petition.now - petition.message.sent_at > petition.policy.stale
    if is_late or petition.role is Role.MEMBER or not is_answer(petition):
        return None
    return replace(petition.says(NOTHING_WAITS), note="")


def is_own_order(message: Message, scene: Scene, *, memory: RoomMemory, warm: Warm, bench: Bench) -> bool:
    """Tell whether `message`, or what it is the copy of, orders what its sender may order, or answers the bot.

    Who may not talk may do that all the same. Not for private talk.
    """
    if message.kind != "text":
        return False
    petition = _petition(message, scene, memory, warm, bench)
    if is_answer(petition):
        return petition.is_addressed or dialogue_of(memory.state, message.sender) is not None
    return _orders(petition)


def is_order(message: Message, scene: Scene, *, memory: RoomMemory, warm: Warm, bench: Bench) -> bool:
    """Tell whether `message` orders what its sender may order, or answers what the bot asked them. Not for private talk."""
    petition = _petition(message, scene, memory, warm, bench)
    dialogue = dialogue_of(memory.state, message.sender)
    if dialogue is not None and (is_meant(petition, dialogue) if petition.role is Role.MEMBER else is_answer(petition)):
        return True
    return _orders(petition)


def _orders(petition: Petition) -> bool:
    return (petition.is_addressed or may_order(petition.message, petition.about)) and is_for(petition)


def _petition(message: Message, scene: Scene, memory: RoomMemory, warm: Warm, bench: Bench) -> Petition:
    return Petition(
        message=message,
        by=message.sender,
        now=scene.now,
        talk=memory,
        about=memory,
        warm=warm,
        bench=bench,
        seed=scene.seed,
    )


def _concerns(message: Message, memory: RoomMemory, bench: Bench) -> bool:
    """Tell whether `message` may be meant for the bot; cheap, for nearly every message is not."""
    if is_copy(message, memory, bench):
        return False
    return is_addressed(message, bench) or may_order(message, memory) or is_waiting(memory.state, message)
