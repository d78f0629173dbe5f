"""Saves are noticed once, after they have settled."""

import asyncio
from pathlib import Path

import pytest

from bot.runtime import watch as watch_module
from bot.runtime.inbox import stopped
from bot.runtime.watch import Stamp, Watch, stamp_of


class Looks:
    """Stamps that were set, and what was told of them."""

    def __init__(self, *answers: bool) -> None:
        self.now: Stamp = ()
        self.told: list[Stamp] = []
        self.answers = list(answers)
        self.looked = asyncio.Event()

    def look(self) -> Stamp:
        """The stamp of now."""
        return self.now

    async def changed(self, stamp: Stamp) -> bool:
        """Remember."""
        self.told.append(stamp)
        return self.answers.pop(0) if self.answers else True


def stamp(number: int) -> Stamp:
    """A stamp."""
    return (("rules.yaml", number, 1, 1),)


async def test_a_change_is_told_once_and_only_when_it_has_settled(monkeypatch) -> None:
    """A file that is still being written is left alone; what is refused is told again."""
    monkeypatch.setattr(watch_module, "POLL_SECONDS", 0.01)
    looks = Looks(True, False, True)
    watch = asyncio.create_task(Watch(look=looks.look, changed=looks.changed).run(()))
    for number in range(1, 20):
        looks.now = stamp(number)
        await asyncio.sleep(0.004)
    await asyncio.sleep(0.1)
    assert looks.told[-1] == stamp(19)
    assert len(looks.told) == len(set(looks.told))

    del looks.told[:]
    looks.answers = [False, True]
    looks.now = stamp(99)
    await asyncio.sleep(0.15)
    await stopped(watch)
    assert looks.told == [stamp(99), stamp(99)]


async def test_a_look_that_fails_is_no_change(monkeypatch, caplog: pytest.LogCaptureFixture) -> None:
    """A folder that goes while it is looked at does not end the watch; it is logged once."""
    monkeypatch.setattr(watch_module, "POLL_SECONDS", 0.01)
    looks = Looks()
    fails = [OSError("gone")]

    def look() -> Stamp:
        if fails:
            raise fails[0]
        return looks.look()

    watch = asyncio.create_task(Watch(look=look, changed=looks.changed).run(()))
    await asyncio.sleep(0.1)
    del fails[:]
    looks.now = stamp(1)
    await asyncio.sleep(0.1)
    await stopped(watch)

    assert looks.told == [stamp(1)]
    assert len([record for record in caplog.records if "cannot be looked at" in record.message]) == 1


def test_a_stamp_changes_with_every_save(tmp_path: Path) -> None:
    """Also with one of the same size in the same moment; what is not there has none."""
    file = tmp_path / "a"
    file.write_text("一")
    first = stamp_of([file, tmp_path / "none"])
    beside = tmp_path / "b"
    beside.write_text("二")
    beside.replace(file)

    assert len(first) == 1
    assert stamp_of([file]) != first
    assert stamp_of([file]) == stamp_of([file])
