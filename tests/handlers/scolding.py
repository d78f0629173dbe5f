"""A command that punishes and asks first, for tests of how orders are carried out."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from bot.commands import IN_CHARGE, Answer, Command, all_commands
from bot.core.actions import StandingChange
from bot.core.model import Charge
from bot.handlers import executing, petition
from bot.orders import Grammar, Piece
from tests.handlers.speaking import SpeakingHouse


class Scold(Command):
    """Gives everybody who is named a point, after a yes; counted against the hourly limit."""

    title = "训诫"
    words = ("训诫", "scold")
    usage = "训诫 名字"
    roles = IN_CHARGE
    takes = frozenset({Piece.PEOPLE, Piece.REASON})
    needs = ((Piece.PEOPLE,),)

    def run(self, order, hall):
        """Charge them."""
        changes = []
        for member in order.people:
            before = hall.standing(member)
            charge = Charge(number=hall.number, points=1, at=hall.now)
            after = replace(before, charges=(*before.charges, charge))
            changes.append(StandingChange(account=hall.room.account, member=member, before=before, after=after))
        return Answer(text=f"已训诫 {'、'.join(map(hall.name, order.people))}", standings=tuple(changes))

    def preview(self, order, hall):
        """Say whom."""
        return f"将训诫 {'、'.join(map(hall.name, order.people))}"

    def weight(self, order, hall):
        """All of them."""
        return len(order.people)


@pytest.fixture
def scold(monkeypatch):
    """One more command, which punishes and asks first."""
    commands = MappingProxyType({**all_commands(), "scold": Scold()})
    grammar = Grammar(id="scold", words=Scold.words, takes=Scold.takes, needs=Scold.needs)
    grammars = (*petition.grammars(), grammar)
    monkeypatch.setattr(executing, "all_commands", lambda: commands)
    monkeypatch.setattr(petition, "grammars", lambda: grammars)


async def house(*rooms, **fields) -> SpeakingHouse:
    """Return a house where everybody is known by name."""
    return await SpeakingHouse(*rooms, **fields).opened()
