"""Somebody speaks to the bot: what was said, by whom, about which room, and how they are answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.commands import IN_CHARGE, Hall, RuleLine, grammars
from bot.core.actions import Dialogue, StateChange
from bot.core.coding import encoded
from bot.core.effects import Gather, Planned, Reply, Tell
from bot.core.findings import Finding
from bot.core.model import MemberId, Message, Role, Scene, is_private
from bot.core.policy import Policy
from bot.core.remembered import CAP, DIALOGUE, capped
from bot.core.texts import Text, Texts
from bot.core.words import plain
from bot.handlers.bench import Bench, naming
from bot.handlers.calling import CALLED, is_addressed
from bot.handlers.places import label_of, people_of
from bot.handlers.playing import lively
from bot.handlers.ruled import NO_CHANGES, Changes
from bot.orders import Order, Slip
from bot.orders.reading import read
from bot.storage.memories import RoomMemory, start_of_day
from bot.storage.warm import Warm

NAMED = Text("order.about", "【{room}】{text}")
ORDERED = "指令："
QUOTED, YES, AGREER = "quoted", "yes", "second"
"""Picks: whom the order quotes, that its preview was confirmed, who else agreed to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obeyed:
    """What follows from an order, or from an answer to a question.

    note: for the trace, in Chinese, may be empty. unseen: what was said is not kept, see `bot.play.turn.Turn`.
    """

    changes: Changes = NO_CHANGES
    note: str = ""
    unseen: bool = False

    def after(self, *states: StateChange) -> "Obeyed":
        """Return it with `states` changed before."""
        return replace(self, changes=Changes(states=states) + self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    """Something said to the bot. by: whose order it is, somebody else's if the sender only agrees to it.

    talk: where it is said; about: the room it is about, the same one in a group. seed: luck.
    """

    message: Message
    by: MemberId
    now: datetime
    talk: RoomMemory
    about: RoomMemory
    warm: Warm
    bench: Bench
    seed: int = 0

    @property
    def texts(self) -> Texts:
        """What the bot says."""
        return self.bench.texts

    @property
    def policy(self) -> Policy:
        """The policy of the room it is about."""
        return self.bench.policy_in(self.about.room.id, self.about.state)

    @property
    def role(self) -> Role:
        """The role of `by` in the room it is about."""
        return self.about.room.role(self.by)

    @property
    def is_addressed(self) -> bool:
        """Whether it was said to the bot."""
        return is_addressed(self.message, self.bench)

    @property
    def note(self) -> str:
        """What the trace says of it."""
        return f"{ORDERED}{self.bench.judge.concealed(self.message.text.strip())}"

    @property
    def words(self) -> str:
        """What was said, as said to the bot: a channel that only brings what calls it leaves the call away."""
        text = self.message.text
        return f"@{self.bench.name} {text}" if self.message.channel in CALLED else text

    def name(self, member: MemberId) -> str:
        """Return the name of `member` in the room it is about."""
        return naming(self.about)(member)

    def read(self, text: str, picks: Mapping[str, str]) -> Order | Slip | None:
        """Return what `text` orders in the room it is about. picks: what was chosen so far, whom it quotes among it."""
        return read(
            text,
            grammars=grammars(),
            people=people_of(self.about),
            now=self.now,
            zone=self.bench.zone_in(self.about.room.id),
            name=self.bench.name,
            picks=picks,
            quoted=MemberId(picks[QUOTED]) if QUOTED in picks else None,
        )

    def quoting(self) -> Mapping[str, str]:
        """Return the pick of who wrote what is quoted; none if that is unknown, or could be several."""
        wrote = self.about.writer_of(self.message.quoted)
        return {QUOTED: wrote} if wrote else {}

    def hall(self) -> Hall:
        """Return what a command may know."""
        memory, bench, court = self.about, self.bench, self.bench.court(self.about, now=self.now)
        is_today = start_of_day(self.now, bench.zone) <= memory.day_start
        gather = Gather(room=memory.room.id, name="", members=(), text="")
        return Hall(
            room=memory.room,
            by=self.by,
            role=self.role,
            message=self.message,
            now=self.now,
            zone=bench.zone_in(memory.room.id),
            policy=court.policy,
            texts=bench.texts,
            number=self.warm.next_number,
            standings=memory.standings,
            calendar=bench.calendar,
            cases=memory.cases,
            actions=memory.actions,
            profiles=memory.profiles,
            naming=naming(memory),
            today=memory.today if is_today else {},
            state=memory.state,
            house_rules=() if is_private(memory.room.id) else bench.house_rules(memory.room.id),
            rules=self._rules(),
            revisions=bench.revisions,
            trial=self._tried,
            concealed=bench.judge.concealed,
            removes=court.removes,
            gathers=bench.possible(gather, memory.room),
            foreign=frozenset(self._foreign()),
            hears=court.hears,
            **self._playing(),
        )

    def _playing(self) -> dict[str, Any]:
        """What a command may know of what the room plays."""
        memory, bench, room = self.about, self.bench, self.about.room
        return {
            "plays": lively(memory, self.warm),
            "purses": memory.purses,
            "postings": memory.postings,
            "customs": bench.customs_in(room.id),
            "playbook": bench.playbook,
            "last_said_at": memory.last_said_at,
            "speaks": bench.may_say(room),
            "shows": bench.may_show(room),
            "hears_all": not is_private(room.id) and self.warm.ear(room.id) == "archive",
            "whispers": lambda member: bench.may_tell(member, room),
            "seed": self.seed,
        }

    def _foreign(self) -> Iterator[int]:
        """Yield the numbers of cases of rooms with the same account that `by` is not in charge of."""
        here = self.about.room
        for case in self.about.cases.values() if here.ledger else ():
            place = self.warm.known(case.room)
            if case.room != here.id and (place is None or place.room.role(self.by) not in IN_CHARGE):
                yield case.number

    def says(self, text: Text, /, **values: object) -> Obeyed:
        """Return the answer `text`, and nothing else."""
        return self.answers(self.texts.say(text, **values))

    def answers(self, text: str) -> Obeyed:
        """Return the answer `text`, and nothing else; to who cannot hear it, nothing."""
        if self.is_unheard:
            return Obeyed(note=self.note)
        return Obeyed(changes=Changes(planned=(self.reply(text),)), note=self.note)

    def waiting(self, kind: str, text: str, picks: Mapping[str, str]) -> Dialogue:
        """Return that the order `text` waits for an answer as long as a preview does. kind: see `Dialogue`."""
        until = self.now + self.policy.operators.confirm
        return Dialogue(kind=kind, order=text, by=self.by, room=self.about.room.id, until=until, picks=dict(picks))

    def asks(self, text: str, dialogue: Dialogue) -> Obeyed:
        """Return the question `text`; it waits for its answer until `dialogue.until`. Who cannot hear it is not asked."""
        if self.is_unheard:
            return Obeyed(note=self.note)
        key = f"{DIALOGUE}{self.by}"
        kept = StateChange(room=self.talk.room.id, key=key, before=self.talk.state.get(key), after=encoded(dialogue))
        return Obeyed(changes=Changes(states=(kept,), planned=(self.reply(text),)), note=self.note)

    @property
    def is_hushed(self) -> bool:
        """Whether the bot cannot speak where the order was given, but can tell who gave it in private."""
        return not self._may(Reply) and self._may(Tell)

    @property
    def is_unheard(self) -> bool:
        """Whether nothing can be said to who speaks, neither there nor in private: an outsider in a customer group."""
        return not self._may(Reply) and not self._may(Tell)

    def _may(self, kind: type[Reply | Tell]) -> bool:
        """Tell whether a channel may say something to who speaks."""
        message = self.message
        return self.bench.possible(kind(room=message.room, to=message.sender, text=""), self.talk.room)

    def reply(self, text: str) -> Planned:
        """Return `text` as it is said where the order was given, in private where it cannot be; that names the room.

        It may repeat what was said to the bot, and names nobody for the app to call.
        """
        message, is_hushed, text = self.message, self.is_hushed, plain(text)
        if is_hushed or self.talk is not self.about:
            text = self.texts.say(NAMED, room=label_of(self.about), text=text)
        if is_hushed:
            return Planned(effect=Tell(room=message.room, to=message.sender, text=text, is_answer=True))
        return Planned(effect=Reply(room=message.room, to=message.sender, text=text, answer_url=message.answer_url))

    def _rules(self) -> tuple[RuleLine, ...]:
        """The rules of the room as they work there now."""
        room, state = self.about.room.id, self.about.state
        if is_private(room):
            return ()
        rules = self.bench.rules(room)
        return tuple(replace(r, stage=capped(r.stage, state.get(f"{CAP}{r.id}")), written=r.stage) for r in rules)

    def _tried(self, text: str) -> tuple[Finding, ...]:
        """What the rules find in `text` if an ordinary member of whom nothing is known says it now."""
        room, nobody = self.about.room, MemberId("")
        message = replace(self.message, room=room.id, sender=nobody, text=text, sent_at=self.now, quoted="")
        scene = Scene(now=self.now, room=room, zone=self.bench.zone, calendar=self.bench.calendar)
        return self.bench.judge.findings(message, scene)


def prepare() -> None:
    """Make the tables that orders are read by, which takes 0.2 s (measured); else the first message waits for them."""
    for line in ("/jinyan", "/禁盐"):  # spelled and sounded
        read(line, grammars=grammars(), people=(), now=datetime(2026, 1, 1, tzinfo=UTC), zone=UTC)
