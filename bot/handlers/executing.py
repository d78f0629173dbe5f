"""An order is carried out: may they, is everything said, do they mean it, is it too much; then it is done and written down."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.commands import IN_CHARGE, ROLE_NAMES, Answer, Command, Hall, all_commands
from bot.core.actions import Action, Dialogue, StateChange
from bot.core.effects import Planned, Receipt, Tell
from bot.core.justice.reversible import can_be_reverted
from bot.core.model import MemberId, Role, span_in_words
from bot.core.policy import is_muted
from bot.core.texts import Text
from bot.core.words import plain
from bot.handlers.limiting import excess_of, left_to_a_second
from bot.handlers.offering import doubted, offered
from bot.handlers.petition import AGREER, YES, Obeyed, Petition
from bot.handlers.places import label_of
from bot.handlers.ruled import Changes
from bot.orders import Order, Slip

NOT_YOURS = Text("command.not_yours", "“{word}”只有{roles}可以用。")
STALE = Text("order.stale", "你的“{word}”过了{span}才收到，没有执行；还需要的话请再发一次。")
CODE = Text("order.code", "（撤销码 {number}：反悔了就发“撤销 {number}”）")
CONFIRM = Text("order.confirm", "{preview}\n{span} 秒内回复“确认”执行，回复“取消”作罢。")
IN_PRIVATE = Text("order.in_private", "涉及个人的内容，已私信回复你。")
NOT_REACHED = Text("order.not_reached", "结果没能私信给你：请先在企业微信里打开一次“群管”应用，再发一遍指令。")
WRITTEN_OUT = Text("order.written_out", "要说的是哪一件？请写上编号再发一次，例如：{example}。")
PERSONALLY = Text(
    "order.personally",
    "【{room}】{name} 发了“{word}”。机器人没法私信外部成员；下面的话只适合私下告诉本人，请不要发在群里：\n{text}",
)
ASKED = "asked:"
AGREED = "（{by}同意）"
IGNORED = "禁言中，指令未执行"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
LONGEST_REASON = 200  # chosen: characters


def ordered(petition: Petition, text: str, picks: Mapping[str, str]) -> Obeyed | None:
    """Return what follows from the order `text`, None if it is none. picks: what was chosen about it so far."""
    found = petition.read(text, picks)
    if found is None:
        return None
    if isinstance(found, Slip):
        return offered(petition, found)
    return carried(petition, found, text)


def overheard(petition: Petition) -> Obeyed | None:
    """Return what follows from a line that calls nobody, if it is an order its sender may give; None if it is only talk."""
    text, picks = petition.words, petition.quoting()
    found = petition.read(text, picks)
    if isinstance(found, Slip):
        return None if petition.role is Role.MEMBER else offered(petition, found)
    if found is None or not _may(petition, found) or all_commands()[found.command].is_talk(found):
        return None
    if petition.now - petition.message.sent_at > petition.policy.stale:
        return None
    return carried(petition, found, text)


def is_for(petition: Petition) -> bool:
    """Tell whether what was said is an order, mistyped or not, that its sender may give."""
    picks = petition.quoting()
    found = petition.read(petition.words, picks)
    if isinstance(found, Slip):
        found = petition.read(found.whole, picks)
    if not isinstance(found, Order) or not _may(petition, found):
        return False
    return petition.is_addressed or not all_commands()[found.command].is_talk(found)


def _may(petition: Petition, order: Order) -> bool:
    roles = all_commands()[order.command].may(order)
    return not roles or petition.role in roles


def carried(petition: Petition, order: Order, text: str) -> Obeyed:
    """Return what follows from `order`, which was written as `text`."""
    command = all_commands()[order.command]
    refused = _refused(petition, order, command)
    if refused is not None:
        return refused
    if order.doubts:
        return doubted(petition, order, order.doubts[0], text)
    order = replace(order, reason=_fit(order.reason, petition))
    hall = petition.hall()
    preview = command.preview(order, hall)
    if preview and YES not in order.picks:
        span = int(petition.policy.operators.confirm.total_seconds())
        dialogue = petition.waiting("confirm", text, order.picks)
        return petition.asks(petition.texts.say(CONFIRM, preview=preview, span=span), dialogue)
    excess = None if AGREER in order.picks else excess_of(petition, command.weight(order, hall))
    if excess is not None:
        return left_to_a_second(petition, order, text, preview=preview, excess=excess)
    return _done(petition, command, order, text, hall=hall)


def _fit(reason: str, petition: Petition) -> str:
    """Return `reason` as others may read it, and as it is kept: a longer one would push out what the member must know."""
    kept = plain(petition.bench.judge.concealed(reason))
    return kept if len(kept) <= LONGEST_REASON else f"{kept[: LONGEST_REASON - 1]}…"


def _refused(petition: Petition, order: Order, command: Command) -> Obeyed | None:
    """Return why the order is not carried out whatever it is: a mute, a role, its age; None if it may be."""
    if _is_silenced(petition) and not command.even_muted:
        return Obeyed(note=IGNORED)
    if not _may(petition, order):
        names = "、".join(ROLE_NAMES[role] for role in Role if role in command.may(order))
        return petition.says(NOT_YOURS, word=command.title, roles=names)
    age = petition.now - petition.message.sent_at
    if age > petition.policy.stale:
        return petition.says(STALE, word=command.title, span=span_in_words(age // MINUTE * MINUTE))
    return None


def _is_silenced(petition: Petition) -> bool:
    """Tell whether the sender is muted and of no role that is spared."""
    standing = petition.about.standings.get(petition.by)
    if standing is None or petition.role in petition.policy.immune:
        return False
    return is_muted(standing, petition.message.sent_at)


def _done(petition: Petition, command: Command, order: Order, text: str, *, hall: Hall) -> Obeyed:
    """Carry out `order` and write down what it changed."""
    answer = command.run(order, hall)
    if answer.dialogue is not None:
        return _asked_back(petition, command, answer, replace(answer.dialogue, order=text, picks=dict(order.picks)))
    action = _action(petition, order, answer, hall.number)
    if action is None and petition.is_unheard:
        return _left_to_the_owner(petition, command, answer)
    action = None if answer.is_unfiled else action
    actions = () if action is None else (action, *taken_back(petition, action))
    changes = Changes(
        cases=tuple(change.after for change in answer.cases),
        standings=tuple((change.account, change.member, change.after) for change in answer.standings),
        states=answer.states,
        members=answer.members,
        plays=tuple(change.after for change in answer.plays),
        postings=answer.postings if action is None else action.postings,
        actions=actions,
        undone=answer.undone,
        planned=(*_spoken(petition, command, answer, action), *answer.effects, *answer.planned),
    )
    return Obeyed(changes=changes, note=petition.note)


def _left_to_the_owner(petition: Petition, command: Command, answer: Answer) -> Obeyed:
    """Give what concerns only who asked to the owner, who may tell them, once an hour; all else stays unanswered."""
    memory, key = petition.about, f"{ASKED}{petition.by}"
    owners, before, now = memory.room.owners(), memory.state.get(key), int(petition.now.timestamp())
    is_theirs = answer.private and not command.is_play
    if not (is_theirs and owners) or (isinstance(before, int) and now - before < HOUR.total_seconds()):
        return Obeyed(note=petition.note)
    text = petition.texts.say(
        PERSONALLY, room=label_of(memory), name=petition.name(petition.by), word=command.title, text=answer.text
    )
    tell = Planned(effect=Tell(room=memory.room.id, to=owners[0], text=plain(text)))
    noted = StateChange(room=memory.room.id, key=key, before=before, after=now)
    return Obeyed(changes=Changes(states=(noted,), planned=(tell,)), note=petition.note)


def _asked_back(petition: Petition, command: Command, answer: Answer, asked: Dialogue) -> Obeyed:
    """Ask what the command asks; who cannot hear it, and so cannot answer, is told to write it out."""
    if petition.is_unheard:
        written = petition.texts.say(WRITTEN_OUT, example=command.examples[0] if command.examples else command.title)
        return Obeyed(changes=Changes(planned=(petition.reply(written),)), note=petition.note)
    waiting = petition.waiting(asked.kind, asked.order, asked.picks)
    return petition.asks(answer.text, replace(waiting, choices=asked.choices))


def _action(petition: Petition, order: Order, answer: Answer, number: int) -> Action | None:
    """Return what is written down of it, None for an order that only reads. Its number comes behind those of its cases."""
    kept = (answer.cases, answer.standings, answer.states, answer.members, answer.plays, answer.postings)
    if not any((*kept, answer.effects, answer.planned)):
        return None
    cases = (change.after.number for change in answer.cases if change.before is None)
    plays = (change.after.number for change in answer.plays if change.before is None)
    number = max((number - 1, *cases, *plays)) + 1
    agreer = order.picks.get(AGREER)
    agreed = AGREED.format(by=petition.name(MemberId(agreer))) if agreer else ""
    return Action(
        number=number,
        room=petition.about.room.id,
        at=petition.now,
        by=petition.by,
        command=order.command,
        said=f"{petition.bench.judge.concealed(answer.said or order.said)}{agreed}",
        did=answer.text.partition("\n")[0],
        cases=answer.cases,
        standings=answer.standings,
        states=answer.states,
        plays=answer.plays,
        postings=tuple(replace(posting, action=posting.action or number) for posting in answer.postings),
        undoes=answer.undoes,
    )


def taken_back(petition: Petition, action: Action) -> Iterator[Action]:
    """Yield the actions that it takes back, knowing so; what those took back holds again, and so on down the chain."""
    waiting = [(number, action.number) for number in action.undoes]
    while waiting:
        number, by = waiting.pop()
        one = petition.warm.action(number)
        if one is not None:
            yield replace(one, undone_by=by)
            waiting += [(further, 0 if by else number) for further in one.undoes]


def _spoken(petition: Petition, command: Command, answer: Answer, action: Action | None) -> tuple[Planned, ...]:
    """What is said; nothing of what a member plays where nobody can be told anything: no owner passes on each 签到."""
    if command.is_play and petition.is_unheard and petition.role is Role.MEMBER:
        return ()
    return _answered(petition, answer, action)


def _answered(petition: Petition, answer: Answer, action: Action | None) -> tuple[Planned, ...]:
    """What is said, where it shall be said, with the code that takes it back."""
    text = answer.text
    if action is not None and not answer.is_final and can_be_reverted(action) and petition.role in IN_CHARGE:
        text = f"{text}\n{petition.texts.say(CODE, number=action.number)}"
    if not (answer.private and _may_whisper(petition)):
        return (petition.reply(text),)
    room, to = petition.about.room, petition.message.sender
    brief = petition.texts.say(NOT_REACHED)
    receipt = Receipt(room=room.id, to=to, text=text, brief=brief, is_answer=True)
    return petition.reply(petition.texts.say(IN_PRIVATE)), Planned(effect=receipt)


def _may_whisper(petition: Petition) -> bool:
    """Tell whether what is said in the group can be kept from the others; it may be in private already."""
    if petition.talk is not petition.about or petition.is_hushed:
        return False
    return petition.bench.reaches(petition.message.sender, petition.about.room, petition.policy)
