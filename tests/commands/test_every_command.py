"""What every command promises, whatever it does."""

from itertools import combinations

import pytest

from bot.commands import all_commands, grammars
from bot.core.model import Role
from bot.orders import Order, Piece
from tests.commands.kit import hall, read_order

COMMANDS = list(all_commands().items())


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_it_has_a_name_an_english_word_and_a_line_of_help(name, command) -> None:
    """Words are in lower case, the first is the title, one is English; the usage begins with the name."""
    assert command.words[0] == command.title
    assert any(word.isascii() and word.isalpha() for word in command.words)
    assert all(word == word.casefold() and " " not in word for word in command.words)
    assert command.usage.startswith(command.title)
    assert type(command).__doc__
    assert name.isidentifier()


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_its_examples_are_read_as_itself(name, command) -> None:
    """What 帮助 shows works as it is shown."""
    for example in command.examples:
        assert read_order(example, hall()).command == name


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_its_bare_word_is_read_as_itself(name, command) -> None:
    """Said to the bot, each word alone is that command, and a preview of it raises nothing."""
    for word in command.words:
        order = read_order(word, hall())
        assert order.command == name
        if not order.doubts:
            command.preview(order, hall())
            assert command.weight(order, hall()) >= 0


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_who_may_are_roles(name, command) -> None:
    """`may` says nobody in particular, or roles, for each second word."""
    for sub in ("", *command.subs):
        assert command.may(Order(command=name, word=command.title, sub=sub)) <= frozenset(Role)


def test_no_word_is_of_two_commands() -> None:
    """A word tells the command."""
    for (_, one), (_, other) in combinations(COMMANDS, 2):
        assert not set(one.words) & set(other.words)


def test_the_grammars_are_those_of_the_commands() -> None:
    """What is read is what can be done; what is written down of a second word is Chinese."""
    assert [g.id for g in grammars()] == [name for name, _ in COMMANDS]
    assert all(isinstance(piece, Piece) for g in grammars() for piece in g.takes)
    assert not any(key.isascii() and ways[0].isascii() for g in grammars() for key, ways in g.subs.items())
