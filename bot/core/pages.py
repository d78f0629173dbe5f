"""Cases and standings as people read them: a page, a line."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta

from bot.core.cases import BOT, Case, Deed, Entry, Offence, Proof, Want, Wish
from bot.core.justice import Court
from bot.core.justice.recording import last
from bot.core.ledger import counts_until, mute_end, next_step, points_at
from bot.core.model import MemberId, Standing
from bot.core.words import act_in_words, day_and_time, number, quoted, relayed, step_in_words, unread

MOST_OFFENCES = 8  # chosen: of a page
MOST_ENTRIES = 20  # chosen: of a page
NOBODY_ELSE = "机器人"

DEEDS = {
    Deed.OPENED: "立案",
    Deed.JOINED: "并入同类",
    Deed.SENT: "已送达",
    Deed.REFUSED: "没有送达",
    Deed.ASKED: "请人处理",
    Deed.REMINDED: "再次提醒",
    Deed.DONE: "称已处理",
    Deed.PROVED: "已核实",
    Deed.LEFT: "本人已离开",
    Deed.DECLINED: "决定不处罚",
    Deed.LAPSED: "无人处理，已过期",
    Deed.AMENDED: "本人已改正",
    Deed.APPEALED: "申诉",
    Deed.UPHELD: "申诉成立",
    Deed.DISMISSED: "维持处罚",
    Deed.UNDONE: "已撤销",
    Deed.REDONE: "已恢复",
    Deed.ENDED: "禁言结束",
    Deed.NOTED: "备注",
}
WISHES = {
    Wish.WAITING: "等待处理",
    Wish.DONE: "已完成",
    Wish.DECLINED: "不处罚",
    Wish.VOID: "不再需要",
    Wish.LAPSED: "已过期",
}
PROOFS = {Proof.EVENT: "有群事件为证", Proof.LIST: "已核对群成员名单", Proof.WORD: "口头确认，未核实"}
TASKS = {"remove": "移出群聊", "mute": "留意其发言", "say": "代为转告"}


def case_page(case: Case, court: Court) -> str:
    """Return everything about `case`, as those in charge read it."""
    lines = [f"【编号 {case.number}】{title(case)}（{state_in_words(case)}）"]
    lines.append(f"时间：{day_and_time(case.opened_at, court.zone)}；{_decided(case, court)}")
    shown = case.offences[:MOST_OFFENCES]
    lines += [_offence(offence, case, court) for offence in shown]
    if len(case.offences) > len(shown):
        lines.append(f"……还有 {len(case.offences) - len(shown)} 条同类消息")
    lines += [_want(want, court) for want in case.wants]
    if case.appeal is not None:
        until = f"，{day_and_time(case.appeal.until, court.zone)}前答复" if case.is_appealed else ""
        words = f"：{case.appeal.words}" if case.appeal.words else ""
        lines.append(
            f"申诉（{court.name(case.appeal.member)}，由{court.name(case.appeal.reviewer)}决定{until}）{words}"
        )
    lines.append("经过：")
    people = _people(case, court)
    lines += [_entry(entry, people, court) for entry in case.history[-MOST_ENTRIES:]]
    return "\n".join(lines)


def case_line(case: Case, court: Court) -> str:
    """Return `case` in one line, for lists: 58 · 11月20日 10:00 · 小张 · 禁止广告 · 警告 3 分 · 已撤销."""
    names = [court.name(member) for member in case.members]
    who = "、".join(names[:2]) + (f"等 {len(names)} 人" if len(names) > 2 else "")
    acts = penalty_in_words(case.offences)
    parts = (str(case.number), day_and_time(case.opened_at, court.zone), who, title(case), acts, state_in_words(case))
    return " · ".join(part for part in parts if part)


def standing_lines(standing: Standing, court: Court) -> tuple[str, ...]:
    """Return where a member stands: points and until when they count, a mute, what comes next."""
    total = points_at(standing, court.now, court.policy)
    until = counts_until(standing, court.now, court.policy)
    end = f"，到{day_and_time(until, court.zone)}全部清零" if total and until is not None and until.year < 9999 else ""
    lines = [f"现在共 {number(total)} 分{end}"]
    muted_until = mute_end(standing, court.now)
    if muted_until is not None:
        lines.append(f"禁言到{day_and_time(muted_until, court.zone)}为止")
    following = next_step(total, court.policy)
    if following is not None and total:
        lines.append(f"满 {number(following.at)} 分将{step_in_words(following)}")
    return tuple(lines)


def title(case: Case) -> str:
    """Return what the case is about, in a few characters."""
    return case.title or next((offence.why for offence in case.offences if offence.why), "") or "人工处理"


def state_in_words(case: Case) -> str:
    """Return how far the case is."""
    if case.is_undone:
        return taken_back(case, *case.members)
    if case.is_appealed:
        return "申诉中"
    if case.is_open:
        return "等待处理"
    lapsed = any(want.state is Wish.LAPSED for want in case.wants)
    return "无人处理，已过期" if lapsed else "已结"


def taken_back(case: Case, *members: MemberId) -> str:
    """Return how what `members` got was taken back: undone, or mended by all of them."""
    return "已改正" if set(members) <= mended_by(case) else "已撤销"


def mended_by(case: Case) -> frozenset[MemberId]:
    """Return who mended what they did, of what the case gave them last."""
    restored = last(case, Deed.REDONE)
    history = case.history if restored is None else case.history[case.history.index(restored) :]
    return frozenset(entry.by for entry in history if entry.what is Deed.AMENDED)


def penalty_in_words(offences: Iterable[Offence]) -> str:
    """Return what was planned for `offences`, each once: 警告 3 分、禁言10分钟 3 分."""
    return "、".join(dict.fromkeys(filter(None, map(_penalty, offences))))


def _penalty(offence: Offence) -> str:
    points = f"{number(offence.charge.points)} 分" if offence.charge is not None else ""
    if not offence.act:
        return f"记 {points}" if points else ""
    lasts = timedelta(0) if offence.mute is None else _rounded(offence.mute.until - offence.mute.since)
    return f"{act_in_words(offence.act, lasts)} {points}".strip()


def _rounded(span: timedelta) -> timedelta:
    """`span` to the minute: a mute begins some seconds after it was decided."""
    minute = timedelta(minutes=1)
    return max(-(-span // minute) * minute, minute)


def _decided(case: Case, court: Court) -> str:
    if case.by != BOT:
        return f"由{court.name(case.by)}处理"
    return f"由规则“{case.rule}”判定（第 {case.revision} 版）" if case.rule else "由机器人判定"


def _offence(offence: Offence, case: Case, court: Court) -> str:
    text = f"“{offence.text}”" if offence.text else ""
    undone = f"（{taken_back(case, offence.member)}）" if offence.is_undone else ""
    why = f"：{offence.why}" if offence.why else ""
    given = _penalty(offence) or act_in_words(offence.act)
    return f"· {court.name(offence.member)}{text}{why} → {given}{_lifted(offence, case)}{undone}"


def _lifted(offence: Offence, case: Case) -> str:
    """That the mute ran no longer than is told, because a person ended it."""
    until = offence.mute.until if offence.mute is not None else None
    is_lifted = any(e.what is Deed.ENDED and e.by != BOT and e.at == until for e in case.history)
    return "（已提前解禁，这是实际的时长）" if is_lifted else ""


def _want(want: Want, court: Court) -> str:
    proof = f"，{PROOFS[want.proof]}" if want.proof in PROOFS else ""
    by = f"，{court.name(want.by)}" if want.by != BOT and want.state in (Wish.DONE, Wish.DECLINED) else ""
    text = quoted(relayed(want.text, court.room, court.calls)) if want.task == "say" else want.text
    note = f"（{text}）" if text else ""
    task = TASKS.get(want.task, want.task)
    return f"待办：{court.name(want.member)} {task}{note}：{WISHES[want.state]}{by}{proof}"


def _entry(entry: Entry, people: Mapping[MemberId, str], court: Court) -> str:
    by = "" if entry.by == BOT else f" {who(entry.by, court)}"
    note = f"：{_with_names(entry.note, people)}" if entry.note else ""
    return f"{day_and_time(entry.at, court.zone)}{by} {DEEDS[entry.what]}{note}"


def _people(case: Case, court: Court) -> Mapping[MemberId, str]:
    """Return what those are called by now whom a line of the history may call by their account, longest account first."""
    desk = case.desk.keys if case.desk is not None else ()
    keys = (*desk, *(case.appeal.keys if case.appeal is not None else ()))
    members = {*case.members, *court.room.owners(), *(to for to, _ in keys), *(entry.by for entry in case.history)}
    named = ((member, court.name(member)) for member in sorted(members, key=lambda one: (-len(one), one)) if member)
    return {member: name for member, name in named if name != member}


def _with_names(note: str, people: Mapping[MemberId, str]) -> str:
    """Return `note` with the names that were not known yet when it was written."""
    for member, name in people.items():
        note = note.replace(unread(member), name)
        if member in note:
            account = rf"(?<![（0-9A-Za-z_@.-]){re.escape(member)}(?![0-9A-Za-z_@.-])"
            note = re.sub(account, name.replace("\\", r"\\"), note)
    return note


def who(member: MemberId, court: Court) -> str:
    """Return the name of `member`, or what the bot is called."""
    return NOBODY_ELSE if member == BOT else court.name(member)


__all__ = (
    "act_in_words",
    "case_line",
    "case_page",
    "day_and_time",
    "penalty_in_words",
    "standing_lines",
    "state_in_words",
    "title",
    "who",
)
