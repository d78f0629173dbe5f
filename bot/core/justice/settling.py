"""What the platform said of one effect of a case: taken, refused, and what follows from that."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.core.cases import BOT, Case, Deed, Proof, Want, Wish
from bot.core.effects import Ask, Planned, Receipt, Remove, Reply, Say, Tell
from bot.core.justice import Court, Ruling
from bot.core.justice.appealing import TELL_DISMISSED, TELL_GRANTED, asked_to_decide, reviewers
from bot.core.justice.asking import COPY, ask_for_more, climb, ladder
from bot.core.justice.cards import closed_cards
from bot.core.justice.informing import relay
from bot.core.justice.punishing import SILENT
from bot.core.justice.recording import is_waiting, last, noted
from bot.core.justice.undoing import TELL_REDONE, TELL_UNDONE, gone_in_words
from bot.core.model import MemberId, RoomId, Standing
from bot.core.pages import penalty_in_words, title
from bot.core.texts import Text

REMOVED_AFTER_ALL = Text("justice.removed_after_all", "编号 {number} 撤销时，移出已经发出去了。")
KINDS = {Reply.kind: "群内答复", Say.kind: "群内通知", Receipt.kind: "私信", Tell.kind: "私信", Ask.kind: "待办卡片", Remove.kind: "移出"}  # fmt: skip
NOT_TOLD = Text(
    "justice.not_told",
    "<@{member}> 你触发了群规“{title}”：{penalty}。编号 {number}；如有异议，请发送“申诉 {number}”并写明理由。",
)
MOST_NOTED = 100  # chosen: lines of history above which what went well is no longer told


def settled(case: Case, told: Mapping[str, Any], *, standings: Mapping[MemberId, Standing], court: Court) -> Ruling:
    """Return `case` knowing what became of one of its effects.

    told: `effect` (kind), `key`, `to`, `member`, `state` (`sent` or `refused`), `channel`, `errcode`, `errmsg`, `verified`,
    `room`; `errmsg` says in Chinese why it was refused. What is told twice changes nothing more than the history. Of effects that nobody reads nothing is noted.
    """
    del standings
    kind = str(told.get("effect", ""))
    is_sent = told.get("state") == "sent"
    is_beside = str(told.get("key", "")).endswith(COPY)
    if kind not in KINDS or (is_sent and kind != Remove.kind and (is_beside or len(case.history) >= MOST_NOTED)):
        return Ruling(case=case)
    if kind == Remove.kind:
        return _removed(case, told, court) if is_sent else _not_removed(case, told, court)
    after = noted(case, court, Deed.SENT if is_sent else Deed.REFUSED, note=_note(kind, told, court))
    if is_sent:
        return Ruling(case=after)
    if kind == Ask.kind:
        return _not_asked(after, str(told.get("key", "")), court)
    return _not_told(after, told, court) if kind in (Reply.kind, Receipt.kind) else Ruling(case=after)


def _removed(case: Case, told: Mapping[str, Any], court: Court) -> Ruling:
    """The member was taken out; what was wanted of people about it is done."""
    room, member = _place(case, told), MemberId(str(told.get("member", "")))
    proof = Proof.LIST if told.get("verified") else Proof.NONE
    deed = Deed.PROVED if told.get("verified") else Deed.SENT
    known = next((w for w in case.wants if _is_removal(w, room, member) and w.state is Wish.DONE), None)
    if known is not None and (known.proof is not Proof.NONE or proof is Proof.NONE):
        return Ruling(case=case)
    others = tuple(w for w in case.wants if not _is_removal(w, room, member))
    done = Want(room=room, member=member, task=Remove.kind, state=Wish.DONE, proof=proof, at=court.now)
    after = noted(replace(case, wants=(*others, done)), court, deed, note=_note(Remove.kind, told, court))
    cards = closed_cards(case, after, court, "已移出")
    return Ruling(case=after, planned=(*cards, *_too_late(after, member, court)))


def _not_removed(case: Case, told: Mapping[str, Any], court: Court) -> Ruling:
    """No channel could do it, so that a person is asked; nobody is if it was taken back meanwhile, or done."""
    room, member = _place(case, told), MemberId(str(told.get("member", "")))
    after = noted(case, court, Deed.REFUSED, note=_note(Remove.kind, told, court))
    is_known = any(_is_removal(want, room, member) for want in case.wants)
    if is_known or _is_taken_back(case, member):
        return Ruling(case=after)
    after = replace(after, wants=(*after.wants, Want(room=room, member=member, task=Remove.kind)))
    return ask_for_more(after, case, court)


def _not_told(case: Case, told: Mapping[str, Any], court: Court) -> Ruling:
    """Nobody told the member what they did, or what came of it; somebody is asked to, once for each."""
    member = MemberId(str(told.get("to", "")))
    text = "" if told.get("instead") else _untold(case, member, court)
    wanted = replace(relay(case, member, text), room=_place(case, told))
    if not text or any(want.member == member and want.text == wanted.text for want in case.wants):
        return Ruling(case=case)
    return ask_for_more(replace(case, wants=(*case.wants, wanted)), case, court)


def _untold(case: Case, member: MemberId, court: Court) -> str:
    """What the member was to be told: what came of the case for them, or else the penalty; empty for nothing."""
    mine = [one for one in case.offences if one.member == member and one.act not in SILENT]
    appealed = case.appeal.state if case.appeal is not None and case.appeal.member == member else None
    if not mine or appealed is Wish.WAITING:
        return ""
    if all(one.is_undone for one in mine):
        return court.texts.say(TELL_GRANTED if appealed is Wish.DONE else TELL_UNDONE, number=case.number, why="")
    if appealed is Wish.DECLINED:
        return court.texts.say(TELL_DISMISSED, number=case.number)
    if last(case, Deed.REDONE) is not None:
        return court.texts.say(TELL_REDONE, number=case.number, why="")
    said = {"title": title(case), "penalty": penalty_in_words(mine), "number": case.number}
    return court.texts.say(NOT_TOLD, member=member, **said)


def _not_asked(case: Case, key: str, court: Court) -> Ruling:
    """Who could not be reached is passed over at once."""
    if case.appeal is not None and case.is_appealed and case.appeal.keys and case.appeal.keys[-1][1] == key:
        return _reviewed_by_next(case, court)
    desk = case.desk
    if desk is None or not desk.keys or desk.keys[-1][1] != key or not is_waiting(case):
        return Ruling(case=case)
    is_last = desk.rung + 1 >= min(len(ladder(case, court)), len(court.policy.asking.steps) + 1)
    return Ruling(case=case) if is_last else climb(case, court)  # the last one is reminded when it is time


def _reviewed_by_next(case: Case, court: Court) -> Ruling:
    """Somebody who was not asked yet decides on the appeal; with nobody left it waits for its deadline."""
    made = case.appeal
    tried = {to for to, _ in made.keys} if made is not None else set()
    following = next((one for one in reviewers(case, court) if one not in tried), None)
    if made is None or following is None:
        return Ruling(case=case)
    return asked_to_decide(replace(case, appeal=replace(made, reviewer=following)), court)


def _too_late(case: Case, member: MemberId, court: Court) -> tuple[Planned, ...]:
    """Who took it back learns that the removal was on its way already."""
    if not _is_taken_back(case, member):
        return ()
    entry = last(case, Deed.UNDONE, Deed.UPHELD)
    by = entry.by if entry is not None and entry.by != BOT else next(iter(ladder(case, court)), BOT)
    if by == BOT:
        return ()
    text = f"{court.texts.say(REMOVED_AFTER_ALL, number=case.number)}{gone_in_words(case, (member,), court)}"
    return (Planned(effect=Tell(room=court.room.id, case=case.number, to=by, text=text)),)


def _is_taken_back(case: Case, member: MemberId) -> bool:
    mine = [one for one in case.offences if one.member == member]
    return bool(mine) and all(one.is_undone for one in mine)


def _is_removal(want: Want, room: RoomId, member: MemberId) -> bool:
    return want.task == Remove.kind and want.room == room and want.member == member


def _place(case: Case, told: Mapping[str, Any]) -> RoomId:
    return RoomId(str(told.get("room") or case.room))


def _note(kind: str, told: Mapping[str, Any], court: Court) -> str:
    """Which effect, to whom or about whom, and why not if it was refused."""
    person = str(told.get("member") if kind == Remove.kind else told.get("to") or "")
    name = f" {court.name(MemberId(person))}" if person else ""
    if told.get("state") == "sent":
        return f"{KINDS[kind]}{name}"
    said = str(told.get("errmsg") or "").partition(", hint:")[0]
    return f"{KINDS[kind]}{name}" + (f"（{said}）" if said else "")
