"""The bot asked something back, and this may be the answer: yes, no, a number, or nothing of the kind."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from enum import Enum
from typing import Any

from bot.commands import IN_CHARGE
from bot.core.actions import Dialogue, StateChange
from bot.core.coding import decoded
from bot.core.effects import Planned, Tell
from bot.core.model import MemberId, Message, RoomId
from bot.core.remembered import DIALOGUE, SECOND
from bot.core.texts import Text
from bot.handlers.executing import NOT_YOURS, ordered
from bot.handlers.petition import AGREER, YES, Obeyed, Petition
from bot.handlers.picking import named_pick
from bot.handlers.places import label_of, people_of
from bot.handlers.ruled import Changes
from bot.storage.memories import RoomMemory

CANCELLED = Text("dialogue.cancelled", "好，已取消，什么都没有改。")
LATE = Text("dialogue.late", "刚才那条已经过了 {span} 秒，没有执行；还需要的话请再发一次指令。")
NUMBER_WANTED = Text("dialogue.number_wanted", "请回复序号 1 到 {most}，或回复“取消”。")
OTHERS = Text("dialogue.others", "这一步在等 {name} 本人回答，别人的回复不算数。")
GONE = Text("dialogue.gone", "那条指令现在看不懂了，没有执行；请再发一次。")
NO_SECOND = Text("dialogue.no_second", "没有编号 {number} 的指令在等确认：可能已经确认过、被撤销，或过了时间。")
OWN_SECOND = Text("dialogue.own_second", "编号 {number} 是你自己发的，要由另一位负责人确认。")
AGREED = Text("dialogue.agreed", "{by}同意了你的指令（编号 {number}）。{answer}")
SWITCHED = Text("dialogue.switched", "好，接下来你私聊说的都是“{room}”的事；要换就发“换群”。")

ROOM = "room"
CONFIRM, CANCEL = "确认", "取消"
REMEMBERED = timedelta(minutes=10)  # chosen: how long after its end a late answer is told so
SKEW = timedelta(seconds=2)  # chosen: clocks differ, and the platform tells whole seconds
_YES = frozenset({"确认", "确定", "是", "是的", "对", "好", "好的", "可以", "执行", "ok", "okay", "y", "yes"})
_NO = frozenset({"取消", "不", "不是", "不要", "不用", "算了", "否", "no", "n", "cancel"})
_TRAILING = "。.!~，,、；; "
_LONGEST_ANSWER = 40  # chosen: characters, a call of the bot among them
_SECOND = re.compile(r"(?:确认|同意|ok|yes)[\s:]*(?:编号)?[\s:]*#?(\d{1,9})")


class Word(Enum):
    """What a bare answer says, if it is no number."""

    YES = "yes"
    NO = "no"


def answered(petition: Petition) -> Obeyed | None:
    """Return what follows if this answers a question of the bot, None if it is something else."""
    text = _bare(petition)
    agreed = _SECOND.fullmatch(text)
    if agreed is not None:
        return _agreed(petition, int(agreed.group(1)))
    said, (place, dialogue) = _said(text), _asked(petition)
    if dialogue is None:
        return None if said is None else _of_others(petition)
    there = _there(petition, dialogue.room)
    span = there.policy.operators.confirm
    if not dialogue.until - span - SKEW <= petition.message.sent_at < dialogue.until + REMEMBERED:
        return None
    if said is None:
        return _answered_in_words(there, dialogue, text, place)
    return _answer(there, dialogue, said, place)


def _asked(petition: Petition) -> tuple[RoomMemory, Dialogue | None]:
    """Return what was asked, and where it is kept: where it is answered, or in the room whose question came in private."""
    talk = petition.talk
    asked = dialogue_of(talk.state, petition.by)
    if asked is not None or not talk.about:
        return talk, asked
    places = filter(None, map(petition.warm.known, talk.about))
    found = ((place, dialogue_of(place.state, petition.by)) for place in places)
    open_ones = [(place, one) for place, one in found if one is not None]
    return max(open_ones, key=lambda pair: pair[1].until, default=(talk, None))


def _answered_in_words(petition: Petition, dialogue: Dialogue, text: str, place: RoomMemory) -> Obeyed | None:
    """Return what follows if `text` is the thing itself instead of its number, in time; None if it is something else."""
    if not text or not dialogue.choices or petition.message.sent_at >= dialogue.until:
        return None
    picked = named_pick(
        dialogue.choices, text, people=people_of(petition.about), now=petition.now, zone=petition.bench.zone
    )
    return None if picked is None else _resumed(petition, dialogue, picked).after(_over(petition, place))


def _answer(petition: Petition, dialogue: Dialogue, said: "Word | int", place: RoomMemory) -> Obeyed | None:
    """Return what follows from the answer `said`, which may be late."""
    over = _over(petition, place)
    if petition.message.sent_at >= dialogue.until:
        span = int(petition.policy.operators.confirm.total_seconds())
        return petition.says(LATE, span=span).after(over)
    if said is Word.NO:
        return petition.says(CANCELLED).after(over)
    picked = _picked(dialogue, said)
    if picked is not None:
        return _resumed(petition, dialogue, picked).after(over)
    return petition.says(NUMBER_WANTED, most=len(dialogue.choices)) if dialogue.choices else None


def is_answer(petition: Petition) -> bool:
    """Tell whether this would be an answer if something was asked."""
    return _said(_bare(petition)) is not None


def is_meant(petition: Petition, dialogue: Dialogue) -> bool:
    """Tell whether this can only be the answer to `dialogue`: 对 and 不是 may as well be said in something that is played."""
    text = _bare(petition)
    if petition.is_addressed:
        return _said(text) is not None
    return text in {CONFIRM, CANCEL} or (bool(dialogue.choices) and isinstance(_said(text), int))


def is_waiting(state: Mapping[str, Any], message: Message) -> bool:
    """Tell, cheaply, whether `message` may answer a question, or agree to somebody else's order."""
    if not state:
        return False
    text = message.text
    return f"{DIALOGUE}{message.sender}" in state or (
        len(text) <= _LONGEST_ANSWER and ("确认" in text or "同意" in text)
    )


def dialogue_of(state: Mapping[str, Any], member: MemberId) -> Dialogue | None:
    """Return what `member` was asked, late or not; None if nothing, or nothing that can be read."""
    return _read(state.get(f"{DIALOGUE}{member}"))


def _read(told: object) -> Dialogue | None:
    try:
        return None if told is None else decoded(Dialogue, told)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None  # of another version: forgotten


def _bare(petition: Petition) -> str:
    """What was said, half-width, without calling the bot and without the stop behind it; empty if it is long."""
    text = petition.message.text.strip()
    if len(text) > _LONGEST_ANSWER:
        return ""
    plain = unicodedata.normalize("NFKC", text).casefold().replace(f"@{petition.bench.name.casefold()}", " ")
    return plain.strip().lstrip("/").strip().rstrip(_TRAILING)


def _said(text: str) -> Word | int | None:
    if text in _YES:
        return Word.YES
    if text in _NO:
        return Word.NO
    return int(text) if len(text) <= 2 and text.isascii() and text.isdigit() else None


def _over(petition: Petition, place: RoomMemory) -> StateChange:
    """That what was asked is asked no more."""
    key = f"{DIALOGUE}{petition.by}"
    return StateChange(room=place.room.id, key=key, before=place.state.get(key), after=None)


def _picked(dialogue: Dialogue, said: Word | int) -> Mapping[str, str] | None:
    """Return what the answer adds to the picks, None if it does not answer what was asked."""
    if not dialogue.choices:
        return {YES: "1"} if said is Word.YES else None
    if said is Word.YES:
        return dialogue.choices[0][1] if len(dialogue.choices) == 1 else None
    if isinstance(said, int) and 1 <= said <= len(dialogue.choices):
        return dialogue.choices[said - 1][1]
    return None


def _there(petition: Petition, room: RoomId) -> Petition:
    """Return `petition` about `room`; about where it is said if that room is not known any more."""
    return replace(petition, about=petition.warm.known(room) or petition.talk)


def _resumed(petition: Petition, dialogue: Dialogue, picked: Mapping[str, str]) -> Obeyed:
    """Return what follows from the order that was asked about, with what was chosen."""
    picks = {**dialogue.picks, **picked}
    room = RoomId(picks.pop(ROOM, dialogue.room))
    there = _there(petition, room)
    if there.about.room.id != room:
        return petition.says(GONE)
    kept = tuple(_kept(petition, room)) if ROOM in picked else ()
    if not dialogue.order:
        return petition.says(SWITCHED, room=label_of(there.about)).after(*kept)
    result = ordered(there, dialogue.order, picks) or there.says(GONE)
    return result.after(*kept)


def _kept(petition: Petition, room: RoomId) -> Iterator[StateChange]:
    """That a private talk is about `room` from now on."""
    before = petition.talk.state.get(ROOM)
    if before != room:
        yield StateChange(room=petition.talk.room.id, key=ROOM, before=before, after=room)


def _of_others(petition: Petition) -> Obeyed | None:
    """Tell kindly who is asked, if somebody else is and this was said to the bot."""
    if not petition.is_addressed:
        return None
    sent_at = petition.message.sent_at
    found = (_read(told) for key, told in petition.talk.state.items() if key.startswith(DIALOGUE))
    asked = next((d for d in found if d is not None and d.by != petition.by and sent_at < d.until), None)
    return None if asked is None else petition.says(OTHERS, name=petition.name(asked.by))


def _agreed(petition: Petition, number: int) -> Obeyed | None:
    """Return what follows if somebody agrees to what another person in charge ordered."""
    key = f"{SECOND}{number}"
    places = (petition.talk, *filter(None, map(petition.warm.known, petition.talk.about)))
    about = next((place for place in places if place.state.get(key) is not None), None)
    if about is None:
        return petition.says(NO_SECOND, number=number) if petition.is_addressed else None
    there, dialogue = replace(petition, about=about), _read(about.state[key])
    if about.room.role(petition.by) not in IN_CHARGE:
        return there.says(NOT_YOURS, word=f"确认 {number}", roles="另一位负责人")
    if dialogue is not None and dialogue.by == petition.by:
        return there.says(OWN_SECOND, number=number)
    over = StateChange(room=about.room.id, key=key, before=about.state[key], after=None)
    if dialogue is None or petition.message.sent_at >= dialogue.until:
        return there.says(NO_SECOND, number=number).after(over)
    picks = {**dialogue.picks, AGREER: petition.by}
    theirs = replace(there, by=dialogue.by)
    result = ordered(theirs, dialogue.order, picks) or there.says(GONE)
    told = _told(theirs, about, number, result)
    return replace(result, changes=result.changes + Changes(planned=(told,))).after(over)


def _told(theirs: Petition, about: RoomMemory, number: int, result: Obeyed) -> Planned:
    """That who gave the order hears what came of it."""
    first = next((p.effect for p in result.changes.planned if isinstance(p, Planned)), None)
    said = getattr(first, "text", "")
    agreer = theirs.name(theirs.message.sender)
    text = theirs.texts.say(AGREED, by=agreer, number=number, answer=said)
    return Planned(effect=Tell(room=about.room.id, to=theirs.by, text=text))
