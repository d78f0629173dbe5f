"""All channels are found, and hold what every channel promises."""

from types import ModuleType

import pytest

from bot.core.effects import (
    Ask,
    Attach,
    Chart,
    Gather,
    Inspect,
    Mute,
    Recard,
    Receipt,
    Remove,
    Reply,
    Say,
    Show,
    Tell,
    Unmute,
)
from bot.core.errors import QunguanError
from bot.wecom import Channel
from bot.wecom.registry import all_channels, channels_of


def test_the_channels_are_those_of_the_package() -> None:
    """One per file, named like it."""
    assert {name: cls.__name__ for name, cls in all_channels().items()} == {
        "aibot": "Aibot",
        "app": "App",
        "archive": "Archive",
        "webhook": "Webhook",
    }


def test_a_file_with_two_channels_is_refused() -> None:
    """The module name could not stand for both."""
    module = ModuleType("two")
    for name in ("One", "Two"):
        setattr(module, name, type(name, (Channel,), {"__module__": "two"}))

    with pytest.raises(QunguanError, match="two holds 2"):
        channels_of(module)


@pytest.mark.parametrize("cls", all_channels().values(), ids=all_channels().keys())
def test_every_channel_says_what_it_is(cls: type[Channel]) -> None:
    """A Chinese title, effects that exist, no effect that the bot does by itself, budgets that can be spent."""
    sendable = {
        kind.kind for kind in (Say, Reply, Tell, Remove, Ask, Receipt, Recard, Inspect, Gather, Chart, Show, Attach)
    }

    assert any("\u4e00" <= character <= "\u9fff" for character in cls.title)
    assert cls.can <= sendable
    assert not cls.can & {Mute.kind, Unmute.kind}
    assert cls.max_bytes >= 1000
    assert all(budget.limit > 0 and budget.window.total_seconds() > 0 for budget in cls.budgets)
