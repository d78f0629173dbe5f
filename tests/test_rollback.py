"""The running bot puts its rule files back, and shows people its rules as they judge."""

from pathlib import Path

import pytest

from bot.core.errors import QunguanError
from bot.core.findings import Stage
from bot.core.model import MemberId
from bot.rulebook import InForce, Rulebook
from bot.runtime.warden import Fall
from bot.storage.memory import MemoryStore
from bot.texts import all_texts
from tests.fakes import SetClock
from tests.rulefiles import ADS, a_folder, settings_in, write
from tests.values import ROOM

OWNER = MemberId("owner")
CHANGED = ADS.replace("加微信", "加我")


async def opened(folder: Path, store: MemoryStore) -> Rulebook:
    """Open the rulebook of `folder`."""
    book = Rulebook(settings_in(folder), store=store, clock=SetClock(), known=all_texts())
    await book.open()
    return book


async def changed(folder: Path, text: str = CHANGED) -> tuple[Rulebook, MemoryStore]:
    """A rulebook whose rules were saved anew once: revision 2 is in force."""
    store = MemoryStore()
    book = await opened(a_folder(folder), store)
    write(folder, "rules/ads.yaml", text)
    assert await book.reload(book.look())
    return book, store


async def test_a_rollback_puts_the_files_back_and_in_force(tmp_path: Path) -> None:
    """At once, as a new revision that says where it went back to."""
    book, store = await changed(tmp_path)
    used: list[InForce] = []
    book.use = used.append

    told = await book.rollback(1, OWNER)

    newest = (await store.revisions(limit=1))[0]
    assert (tmp_path / "rules/ads.yaml").read_text(encoding="utf-8") == ADS
    assert "已退回到第 1 版" in told
    assert "没有生效" not in told
    assert (newest.id, [one.revision for one in used]) == (3, [3])
    assert "回到 1" in newest.note


async def test_a_file_that_was_not_there_then_is_kept_under_another_name(tmp_path: Path) -> None:
    """Nothing that somebody wrote is deleted."""
    store = MemoryStore()
    book = await opened(a_folder(tmp_path), store)
    write(tmp_path, "rules/more.yaml", ADS.replace("id: ads", "id: more"))
    await book.reload(book.look())

    told = await book.rollback(1, OWNER)

    assert "改名留着" in told
    assert (tmp_path / "rules/more.yaml.bak-1").exists()


async def test_going_back_to_what_is_there_changes_nothing(tmp_path: Path) -> None:
    """And says so."""
    book, store = await changed(tmp_path)

    assert "不用退回" in await book.rollback(2, OWNER)
    assert len(await store.revisions(limit=9)) == 2


async def test_a_revision_that_never_was_is_refused(tmp_path: Path) -> None:
    """With a hint where to look; nothing is changed."""
    book, _ = await changed(tmp_path)

    with pytest.raises(QunguanError, match="没有第 9 版"):
        await book.rollback(9, OWNER)
    assert (tmp_path / "rules/ads.yaml").read_text(encoding="utf-8") == CHANGED


async def test_the_bench_knows_rules_and_revisions(tmp_path: Path) -> None:
    """Newest revision first; each rule with the stage it works at."""
    book, _ = await changed(tmp_path)

    bench = book.in_force.bench(lambda *_: True, has_aibot=False)

    assert [revision.id for revision in bench.revisions] == [2, 1]
    lines = {line.id: line for line in bench.rules(ROOM.id)}
    assert (lines["ads"].title, lines["ads"].stage, lines["ads"].written) == ("禁止广告", "enforce", "enforce")
    assert bench.zone == book.in_force.accepted.content.zone
    assert bench.policies == book.in_force.accepted.content.policies


async def test_a_rule_that_fell_back_is_shown_as_written_and_as_it_works(tmp_path: Path) -> None:
    """Also after a second rule fell, when the rules in force are lowered already."""
    store = MemoryStore()
    book = await opened(a_folder(tmp_path), store)
    (rule,) = [rule for rule in book.in_force.accepted.rules.rules if rule.id == "ads"]

    await book.fall([Fall(rule=rule, before=Stage.ENFORCE, after=Stage.SOFT, why="太多")])
    once = {line.id: line for line in book.in_force.lines(ROOM.id)}
    (lowered,) = [rule for rule in book.in_force.accepted.rules.rules if rule.id == "ads"]
    await book.fall([Fall(rule=lowered, before=Stage.SOFT, after=Stage.SHADOW, why="还是太多")])
    twice = {line.id: line for line in book.in_force.lines(ROOM.id)}

    assert [(one["ads"].stage, one["ads"].written) for one in (once, twice)] == [
        ("soft", "enforce"),
        ("shadow", "enforce"),
    ]
