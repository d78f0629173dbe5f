"""The rules in force: stored as revisions, read again when saved, held down when they fall."""

import asyncio
import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.errors import StorageError, UnstorableError
from bot.core.findings import Stage
from bot.core.model import Scene
from bot.core.records import Revision
from bot.rulebook import InForce, Rulebook
from bot.ruleset.sources import sources_from_json
from bot.runtime.warden import Fall
from bot.settings import SettingsError, accept_stored
from bot.settings.saving import JOURNAL
from bot.storage.memory import MemoryStore
from bot.texts import all_texts
from tests.fakes import SetClock
from tests.rulefiles import ADS, CONFIG, LISTED, a_folder, settings_in, write
from tests.values import ROOM, message, scene

BROKEN = ADS.replace("points", "point")


async def opened(folder: Path, store: MemoryStore, clock: SetClock | None = None) -> Rulebook:
    """Open the rulebook of `folder`."""
    book = Rulebook(settings_in(folder), store=store, clock=clock or SetClock(), known=all_texts())
    await book.open()
    return book


async def saved(book: Rulebook) -> bool:
    """Let the rulebook read what was saved."""
    return await book.reload(book.look())


def found(in_force: InForce, text: str, where: Scene | None = None) -> list[tuple[str, Stage]]:
    """Return rule and stage of what is found in `text`."""
    return [(f.rule, f.stage) for f in in_force.judge.findings(message(text), where or scene())]


async def notes(store: MemoryStore) -> list[str]:
    """Return the notes of all revisions, newest first."""
    return [revision.note for revision in await store.revisions(limit=99)]


async def test_the_first_start_stores_a_revision_and_the_next_one_finds_it(tmp_path: Path) -> None:
    """Same files, same revision, whoever starts the bot."""
    store = MemoryStore()
    first = await opened(a_folder(tmp_path), store)
    second = await opened(tmp_path, store)

    assert (first.in_force.revision, second.in_force.revision) == (1, 1)
    assert first.in_force.judge.revision == 1
    assert await notes(store) == ["第一次启用"]


async def test_no_secret_is_stored(tmp_path: Path) -> None:
    """A revision holds the rule files and what the configuration says of judging."""
    store = MemoryStore()
    await opened(a_folder(tmp_path), store)
    kept = await store.files(1) or ""

    assert "half_life: 7天" in kept
    assert not [secret for secret in ("verysecret", "sidecarsecret", "webhooksecret", "a" * 43) if secret in kept]


async def test_a_save_is_in_force_at_once_and_told_in_the_history(tmp_path: Path) -> None:
    """Who saved it and what changed; the bot is handed the new rules."""
    store = MemoryStore()
    book = await opened(a_folder(tmp_path), store)
    used: list[InForce] = []
    book.use = used.append
    write(tmp_path, "rules/ads.yaml", ADS.replace("加微信", "加我"))
    write(tmp_path, "words/fraud.txt", "刷信誉\n")

    assert await saved(book)
    assert [found(used[0], text) for text in ("加微信", "加我")] == [[], [("ads", Stage.ENFORCE)]]
    [newest, _] = await store.revisions(limit=9)
    assert (newest.id, newest.who) == (2, (tmp_path / "rules/ads.yaml").owner())
    assert newest.note == "rules/ads.yaml（+1 −1），新增 words/fraud.txt"


async def test_a_stored_revision_judges_as_the_files_did(tmp_path: Path) -> None:
    """Without the disk."""
    store = MemoryStore()
    book = await opened(a_folder(tmp_path), store)
    kept = accept_stored(sources_from_json(await store.files(1) or ""), base=Path("/nowhere"), known=all_texts())

    for text in ("加微信", "刷 单", "你好"):
        assert kept.rules.findings(message(text), scene()) == book.in_force.judge.findings(message(text), scene())
    assert kept.content.policy == book.in_force.accepted.content.policy


async def test_a_bad_save_changes_nothing_and_is_named_until_it_is_mended(tmp_path: Path) -> None:
    """All files or none: the good one saved with it waits, too."""
    store = MemoryStore()
    book = await opened(a_folder(tmp_path), store)
    write(tmp_path, "rules/ads.yaml", BROKEN)
    write(tmp_path, "words/ads.txt", "别的\n")
    await saved(book)

    report = book.report()
    assert (report["revision"], report["broken"][0]) == (1, "rules/ads.yaml:4:10 未知的键 “point”")
    assert found(book.in_force, "加微信 刷单") == [("ads", Stage.ENFORCE), ("listed", Stage.ENFORCE)]

    write(tmp_path, "rules/ads.yaml", ADS)
    await saved(book)
    assert (book.report()["revision"], book.report()["broken"]) == (2, [])
    assert found(book.in_force, "刷单 别的") == [("listed", Stage.ENFORCE)]


async def test_a_broken_configuration_is_a_bad_save_too(tmp_path: Path) -> None:
    """Its errors are told without its secrets."""
    book = await opened(a_folder(tmp_path), MemoryStore())
    write(tmp_path, "config.yaml", CONFIG.replace("policy:", "polizy:"))
    await saved(book)

    assert "未知的键 “polizy”" in book.report()["broken"][0]
    assert "secret" not in book.report()["broken"][0]


async def test_the_policy_is_taken_over_and_the_rest_waits_for_a_restart(tmp_path: Path) -> None:
    """What needs a restart is named, and is not in the revision either."""
    store = MemoryStore()
    book = await opened(a_folder(tmp_path), store)
    changed = CONFIG.replace("7天", "3天").replace("name: 产品交流群", "name: 别的群").replace("verysecretconsole", "x")
    write(tmp_path, "config.yaml", changed)
    await saved(book)

    assert book.in_force.accepted.content.policy.half_life == timedelta(days=3)
    assert book.in_force.accepted.content.rooms[0].name == "产品交流群"
    assert book.report()["needs_restart"] == ["rooms", "console"]
    assert "3天" in (await store.files(2) or "")
    assert "别的群" not in (await store.files(2) or "")


async def test_files_that_change_while_they_are_read_are_left_for_the_next_look(tmp_path: Path) -> None:
    """Half of a save is never used."""
    store = MemoryStore()
    book = await opened(a_folder(tmp_path), store)
    seen = book.look()
    write(tmp_path, "rules/ads.yaml", ADS.replace("加微信", "加我"))

    assert not await book.reload(seen)
    assert book.in_force.revision == 1


async def test_going_back_to_earlier_files_says_so(tmp_path: Path) -> None:
    """It is a new revision all the same."""
    store = MemoryStore()
    book = await opened(a_folder(tmp_path), store)
    write(tmp_path, "rules/ads.yaml", ADS.replace("3", "9"))
    await saved(book)
    write(tmp_path, "rules/ads.yaml", ADS)
    await saved(book)

    assert await notes(store) == ["回到 1，rules/ads.yaml（+1 −1）", "rules/ads.yaml（+1 −1）", "第一次启用"]


async def test_a_start_with_broken_files_uses_the_last_good_ones(tmp_path: Path) -> None:
    """The bot says so to the admins once, and takes the mended files as soon as they are there."""
    store = MemoryStore()
    await opened(a_folder(tmp_path), store)
    write(tmp_path, "rules/ads.yaml", BROKEN)
    for _ in range(2):
        book = await opened(tmp_path, store)

    assert (book.in_force.revision, found(book.in_force, "加微信")) == (1, [("ads", Stage.ENFORCE)])
    assert book.report()["broken"][0] == "rules/ads.yaml:4:10 未知的键 “point”"
    [told] = [due.effect for due in await store.due(SetClock().now(), limit=9)]
    assert (told.to, told.text.startswith("【规则没有生效】")) == ("boss", True)

    write(tmp_path, "rules/ads.yaml", ADS.replace("3", "9"))
    await saved(book)
    assert (book.in_force.revision, book.report()["broken"]) == (2, [])


async def test_a_first_start_with_broken_files_is_refused(tmp_path: Path) -> None:
    """There is nothing to fall back on."""
    write(a_folder(tmp_path), "rules/ads.yaml", BROKEN)
    with pytest.raises(SettingsError, match="未知的键 “point”"):
        await opened(tmp_path, MemoryStore())


def fall_of(book: Rulebook, rule: str) -> Fall:
    """A fall of `rule` from enforce to soft."""
    [one] = [r for r in book.in_force.accepted.rules.rules if r.id == rule]
    return Fall(rule=one, before=Stage.ENFORCE, after=Stage.SOFT, why="它太多了")


async def test_a_rule_that_fell_stays_down_until_it_is_written_anew(tmp_path: Path) -> None:
    """Over restarts and other saves; people are told; the history shows it, and each change has its revision."""
    store, clock = MemoryStore(), SetClock()
    book = await opened(a_folder(tmp_path), store, clock)
    await book.fall([fall_of(book, "listed")])
    write(tmp_path, "rules/ads.yaml", ADS.replace("3", "9"))
    await saved(book)
    book = await opened(tmp_path, store, clock)

    assert found(book.in_force, "加微信 刷单") == [("ads", Stage.ENFORCE), ("listed", Stage.SOFT)]
    tells = [due.effect for due in await store.due(clock.now(), limit=9)]
    assert {tell.to for tell in tells} == {"boss", "owner"}
    assert "“词库广告”（listed）：它太多了。已从“正式执行”降为“只提醒”" in tells[0].text

    write(tmp_path, "words/ads.txt", "代开发票\n刷单网\n")
    await saved(book)
    assert found(book.in_force, "刷单网") == [("listed", Stage.ENFORCE)]
    assert await notes(store) == [
        "words/ads.txt（+1 −1），规则 listed 恢复",
        "rules/ads.yaml（+1 −1）",
        "规则 listed 自动降级为只提醒",
        "第一次启用",
    ]


async def test_a_rule_that_was_mended_in_time_does_not_fall(tmp_path: Path) -> None:
    """What it did as it was written before says nothing of what it does now."""
    store = MemoryStore()
    book = await opened(a_folder(tmp_path), store)
    fall = fall_of(book, "listed")
    write(tmp_path, "words/ads.txt", "代开发票\n")
    await saved(book)
    await book.fall([fall])

    assert found(book.in_force, "代开发票") == [("listed", Stage.ENFORCE)]
    assert await store.due(SetClock().now(), limit=9) == ()


async def test_a_fall_that_was_cut_off_is_told_once(tmp_path: Path) -> None:
    """The database failed between the two things that a fall stores."""
    store, clock = FailingStore(StorageError("gone"), after=1), SetClock()
    book = await opened(a_folder(tmp_path), store, clock)
    with pytest.raises(StorageError, match="gone"):
        await book.fall([fall_of(book, "listed")])
    clock.forward(timedelta(minutes=1))
    await book.fall([fall_of(book, "listed")])

    assert found(book.in_force, "刷单") == [("listed", Stage.SOFT)]
    assert len(await store.due(clock.now(), limit=9)) == 2


async def test_a_rule_written_as_before_is_where_it_was(tmp_path: Path) -> None:
    """Whatever became of what it was in between."""
    book = await opened(a_folder(tmp_path), MemoryStore())
    stages = []
    for points in ("2", "4", "2", "4", "5"):
        write(tmp_path, "rules/listed.yaml", LISTED.replace("2", points))
        await saved(book)
        stages.append(found(book.in_force, "刷单")[0][1])
        if stages[-1] is Stage.ENFORCE:
            await book.fall([fall_of(book, "listed")])

    assert stages == [Stage.ENFORCE, Stage.ENFORCE, Stage.SOFT, Stage.SOFT, Stage.ENFORCE]
    assert [one["rule"] for one in book.report()["lowered"]] == ["listed"]


@pytest.mark.parametrize("glob", ["rules/**.yaml", "''", "/", ".", '"a\\0b*"'])
async def test_a_bad_pattern_of_files_is_a_bad_save(tmp_path: Path, glob: str) -> None:
    """It is refused at its place, and the rules in force stay."""
    book = await opened(a_folder(tmp_path), MemoryStore())
    write(tmp_path, "config.yaml", CONFIG.replace("rules/*.yaml", glob))
    await saved(book)

    assert "config.yaml:10:8 “rules” " in book.report()["broken"][0]
    assert found(book.in_force, "加微信") == [("ads", Stage.ENFORCE)]


async def test_no_rule_files_at_all_is_an_accident(tmp_path: Path) -> None:
    """A folder that was moved, or a pattern that fits no more, silences nobody: neither at once nor at the next start."""
    store = MemoryStore()
    book = await opened(a_folder(tmp_path), store)
    (tmp_path / "rules").rename(tmp_path / "regeln")
    await saved(book)
    again = await opened(tmp_path, store)

    for one in (book, again):
        assert (one.in_force.revision, found(one.in_force, "加微信")) == (1, [("ads", Stage.ENFORCE)])
        assert one.report()["broken"] == ["config.yaml 没有文件符合 rules: rules/*.yaml，机器人不会判断任何发言"]
    write(tmp_path, "rules/none.yaml", "[]\n")
    await saved(book)
    assert (book.in_force.revision, found(book.in_force, "加微信"), book.report()["broken"]) == (2, [], [])


async def test_a_touch_changes_nothing(tmp_path: Path) -> None:
    """The rules are not put in force once more."""
    book = await opened(a_folder(tmp_path), MemoryStore())
    used: list[InForce] = []
    book.use = used.append
    was = book.in_force
    write(tmp_path, "rules/ads.yaml", ADS)

    assert await saved(book)
    assert (used, book.in_force is was) == ([], True)


async def test_a_revision_of_a_newer_program_stops_nothing(tmp_path: Path) -> None:
    """It cannot be compared with; nor is it used when the files are broken."""
    store = NewerStore()
    book = await opened(a_folder(tmp_path), store)
    write(tmp_path, "rules/ads.yaml", ADS.replace("加微信", "加我"))
    await saved(book)

    assert found(book.in_force, "加我") == [("ads", Stage.ENFORCE)]
    write(tmp_path, "rules/ads.yaml", BROKEN)
    with pytest.raises(SettingsError, match="未知的键 “point”"):
        await opened(tmp_path, store)


async def test_what_the_database_never_takes_is_refused(tmp_path: Path) -> None:
    """Others may save meanwhile."""
    store = FailingStore(UnstorableError("too much"), after=1)
    book = await opened(a_folder(tmp_path), store)
    write(tmp_path, "rules/ads.yaml", ADS.replace("加微信", "加我"))
    async with asyncio.timeout(5):
        await saved(book)

    assert (book.in_force.revision, "too much" in book.report()["broken"][0]) == (1, True)


async def test_a_way_back_that_cannot_be_finished_stops_nothing(tmp_path: Path) -> None:
    """The files are neither these nor those: what was in force stays, also over a start."""
    store = MemoryStore()
    await opened(a_folder(tmp_path), store)
    write(tmp_path, JOURNAL, "[")
    book = await opened(tmp_path, store)

    assert book.in_force.revision == 1
    assert "上一次退回只做了一部分" in book.report()["broken"][0]
    (tmp_path / JOURNAL).unlink()
    await saved(book)
    assert book.report()["broken"] == []


class FailingStore(MemoryStore):
    """Keeps so many revisions, then fails once."""

    def __init__(self, error: StorageError, *, after: int) -> None:
        super().__init__()
        self.error: StorageError | None = error
        self.after = after

    async def revise(self, revision: Revision, files: str) -> int:
        """See above."""
        error = self.error
        if self.after > 0 or error is None:
            self.after -= 1
            return await super().revise(revision, files)
        self.error = None
        raise error


class NewerStore(MemoryStore):
    """Keeps revisions as a newer program does."""

    async def revise(self, revision: Revision, files: str) -> int:
        """Add what this program does not know."""
        return await super().revise(revision, json.dumps({**json.loads(files), "weather": {}}))


async def test_only_a_changed_rule_is_counted_anew(tmp_path: Path) -> None:
    """The others keep the time from which on they count."""
    clock = SetClock()
    book = await opened(a_folder(tmp_path), MemoryStore(), clock)
    before: Mapping[str, object] = book.in_force.since
    clock.forward(timedelta(hours=1))
    write(tmp_path, "words/ads.txt", "刷单\n")
    await saved(book)

    assert book.in_force.since == {"ads": before["ads"], "listed": clock.now()}
    assert ROOM.id == "r1"
