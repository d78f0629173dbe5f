"""In which order a room's effects go out, and which of them become one message. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from bot.core.effects import Ask, Effect, Mute, Recard, Receipt, Remove, Reply, Say, Tell, Unmute
from bot.core.records import Due
from bot.core.texts import Text, Texts
from bot.wecom.wording import mentioned

MERGED = Text("outbox.merged", "（{count} 条已合并）")
TASKS = Text("outbox.tasks", "【代发】“{room}”有 {count} 段话请您代发，机器人不能在那里发言（长按可复制）：\n{lines}")
TASK = Text("outbox.task", "—— 第 {number} 段 ——\n{text}")

SAFETY = 1  # urgency up to which effects may use the reserve of a budget


def urgency(effect: Effect) -> int:
    """Return how soon `effect` must go: 0 for what keeps people safe, 3 for talk."""
    match effect:
        case Remove() | Ask() | Recard() | Mute() | Unmute():
            return 0
        case Receipt():
            return 1
        case Reply():
            return 1 if effect.case else 2
        case Tell():
            return 2
    return 3


def in_order(dues: Sequence[Due]) -> tuple[Due, ...]:
    """Return `dues` of one room, given as they were written, with the urgent ones first.

    What was tried keeps its place, and nothing passes it; within one urgency the order stays.
    """
    stretches = (list(stretch) for _, stretch in groupby(enumerate(dues), key=lambda one: _stretch(dues, one[0])))
    return tuple(due for stretch in stretches for _, due in sorted(stretch, key=lambda one: urgency(one[1].effect)))


def _stretch(dues: Sequence[Due], at: int) -> int:
    """Number the stretches between what was tried; each that was tried is one of its own."""
    return 2 * sum(is_tried(due) for due in dues[:at]) + is_tried(dues[at])


def is_tried(due: Due) -> bool:
    """Tell whether a channel was asked for it before."""
    return bool(due.attempts or due.refused_by)


def mergeable(due: Due) -> bool:
    """Tell whether it is nothing but words in a room, or words to be passed on, that no channel has seen yet."""
    return (isinstance(due.effect, Say | Reply) or is_task(due.effect)) and not is_tried(due)


def is_task(effect: Effect) -> bool:
    """Tell whether somebody is asked to post something, and nothing waits for it: several of these are one task."""
    return isinstance(effect, Ask) and effect.task == Say.kind and not effect.case and effect.card is None


def together(
    dues: Sequence[Due], place: Callable[[Due], str], *, max_bytes: int, texts: Texts, room: str = ""
) -> tuple[Due, ...]:
    """Return the first of `dues`, and behind it those that may go in one message with it, in their order.

    place: where a due effect is to appear. max_bytes: of the message, UTF-8. What waits for the same place and cannot be
    merged is not passed. room: its name.
    """
    taken = [dues[0]]
    if not mergeable(dues[0]):
        return tuple(taken)
    where = place(dues[0])
    for due in dues[1:]:
        if place(due) != where:
            continue
        is_alike = mergeable(due) and is_task(due.effect) is is_task(dues[0].effect)
        if not is_alike or len(_text([*taken, due], texts, room).encode("utf-8", "replace")) > max_bytes:
            break
        taken.append(due)
    return tuple(taken)


def merged(dues: Sequence[Due], texts: Texts, room: str = "") -> Effect:
    """Return the one effect that says what all `dues` say; the effect of a single one is returned as it is.

    room: its name.
    """
    first = dues[0].effect
    if len(dues) == 1 or not isinstance(first, Say | Reply | Ask):
        return first
    return replace(first, text=_text(dues, texts, room))


def _text(dues: Sequence[Due], texts: Texts, room: str) -> str:
    if is_task(dues[0].effect):
        said = (_to_post(due.effect) for due in dues)
        lines = "\n".join(texts.say(TASK, number=number, text=text) for number, text in enumerate(said, start=1))
        return texts.say(TASKS, room=room, count=len(dues), lines=lines)
    return "\n".join((texts.say(MERGED, count=len(dues)), *(_line(due.effect) for due in dues)))


def _to_post(effect: Effect) -> str:
    """Return what is to be posted: what stands below the first line, which says what to do."""
    return (effect.text.partition("\n")[2] or effect.text) if isinstance(effect, Ask) else ""


def _line(effect: Effect) -> str:
    """What `effect` says, to whom: in a merged message nobody sees whom a line answers."""
    if not isinstance(effect, Say | Reply):
        return ""
    if isinstance(effect, Say) or effect.to in mentioned(effect.text):
        return effect.text
    return f"<@{effect.to}> {effect.text}"
