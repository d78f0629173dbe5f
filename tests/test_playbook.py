"""What is played is kept with the rules: read again when saved, stored, told, put back."""

from pathlib import Path

import pytest

from bot.core.customs import USUAL
from bot.core.model import MemberId
from bot.core.playbook import NO_PLAYBOOK
from bot.documents.problems import Severity
from bot.rulebook import Rulebook
from bot.ruleset.sources import sources_from_json
from bot.settings import accept_stored, check_files
from bot.storage.memory import MemoryStore
from bot.texts import all_texts
from tests.fakes import SetClock
from tests.rulefiles import ADS, CONFIG, a_folder, settings_in, write
from tests.values import ROOM

PACK = "content/quizzes/history.yaml"
ONE = "title: 历史\nquestions:\n  - {id: q1, ask: 首都？, answer: 北京}\n"
TWO = ONE + "  - {id: q2, ask: 几年？, answer: 1949}\n"
WARE = "- {id: tea, title: 茶, cost: 5}\n"


async def opened(folder: Path, store: MemoryStore) -> Rulebook:
    """Open the rulebook of `folder`."""
    book = Rulebook(settings_in(folder), store=store, clock=SetClock(), known=all_texts())
    await book.open()
    return book


def questions(book: Rulebook) -> list[str]:
    """Return the ids of the questions that may be asked now."""
    playbook = book.in_force.bench(lambda effect, room: True, has_aibot=False).playbook
    return [question.id for pack in playbook.packs.values() for question in pack.questions]


async def notes(store: MemoryStore) -> list[str]:
    """Return the notes of all revisions, newest first."""
    return [revision.note for revision in await store.revisions(limit=99)]


async def test_without_files_there_is_nothing_to_play(tmp_path: Path) -> None:
    """And nothing is complained of."""
    book = await opened(a_folder(tmp_path), MemoryStore())
    problems = check_files([], tmp_path / "config.yaml", {}, known_texts=all_texts())

    assert book.in_force.accepted.playbook == NO_PLAYBOOK
    assert [problem.cause for problem in problems if problem.severity is Severity.ERROR] == []
    assert not [problem for problem in problems if "quizzes" in problem.cause]


async def test_a_saved_pack_is_in_force_at_once_and_told_in_the_history(tmp_path: Path) -> None:
    """Changed, added, taken away."""
    store = MemoryStore()
    write(a_folder(tmp_path), PACK, ONE)
    book = await opened(tmp_path, store)
    seen = [questions(book)]
    for text in (TWO, ONE):
        write(tmp_path, PACK, text)
        await book.reload(book.look())
        seen.append(questions(book))
    (tmp_path / PACK).unlink()
    await book.reload(book.look())

    assert [*seen, questions(book)] == [["q1"], ["q1", "q2"], ["q1"], []]
    assert await notes(store) == [
        f"删除 {PACK}",
        f"回到 1，{PACK}（+0 −1）",
        f"{PACK}（+1 −0）",
        "第一次启用",
    ]


async def test_a_broken_pack_is_a_broken_save(tmp_path: Path) -> None:
    """All that was saved with it waits, and the last good stays; it is named until it is mended."""
    write(a_folder(tmp_path), PACK, ONE)
    book = await opened(tmp_path, MemoryStore())
    write(tmp_path, PACK, TWO.replace("answer: 1949", "anser: 1949"))
    write(tmp_path, "content/wares/a.yaml", WARE)
    await book.reload(book.look())
    broken = book.report()["broken"]

    assert (questions(book), book.in_force.revision) == (["q1"], 1)
    assert broken == [f"{PACK}:4:24 未知的键 “anser”"]
    assert book.in_force.accepted.playbook.wares == ()

    write(tmp_path, PACK, TWO)
    await book.reload(book.look())
    assert (questions(book), book.report()["broken"]) == (["q1", "q2"], [])
    assert [ware.id for ware in book.in_force.accepted.playbook.wares] == ["tea"]


async def test_a_stored_revision_plays_as_the_files_did(tmp_path: Path) -> None:
    """Without the disk."""
    store = MemoryStore()
    write(a_folder(tmp_path), PACK, TWO)
    write(tmp_path, "content/wares/a.yaml", WARE)
    book = await opened(tmp_path, store)
    kept = accept_stored(sources_from_json(await store.files(1) or ""), base=Path("/nowhere"), known=all_texts())

    assert kept.playbook == book.in_force.accepted.playbook
    assert (len(kept.playbook.packs["history"].questions), len(kept.playbook.wares)) == (2, 1)


async def test_broken_packs_at_the_start_leave_the_newest_revision_that_works(tmp_path: Path) -> None:
    """As broken rules do."""
    store = MemoryStore()
    write(a_folder(tmp_path), PACK, ONE)
    await opened(tmp_path, store)
    write(tmp_path, PACK, "title: 历史\n")
    book = await opened(tmp_path, store)

    assert (questions(book), book.in_force.revision) == (["q1"], 1)
    assert book.problems[0].cause == "题库里没有题目"


async def test_a_pack_can_be_put_back(tmp_path: Path) -> None:
    """With the rules of that time."""
    store = MemoryStore()
    write(a_folder(tmp_path), PACK, ONE)
    book = await opened(tmp_path, store)
    write(tmp_path, PACK, TWO)
    write(tmp_path, "content/quizzes/more.yaml", TWO.replace("历史", "更多"))
    await book.reload(book.look())
    told = await book.rollback(1, MemberId("owner"))

    assert "已退回到第 1 版" in told
    assert ((tmp_path / PACK).read_text("utf-8"), questions(book)) == (ONE, ["q1"])
    assert (tmp_path / "content/quizzes/more.yaml.bak-1").exists()


async def test_a_revision_that_knew_no_activities_leaves_theirs_alone(tmp_path: Path) -> None:
    """Rules are put back to the time before an upgrade; the packs written since are not pushed aside."""
    store = MemoryStore()
    book = await opened(a_folder(tmp_path), store)
    write(tmp_path, "rules/ads.yaml", ADS.replace("加微信", "加我"))
    write(tmp_path, PACK, ONE)
    await book.reload(book.look())
    await book.rollback(1, MemberId("owner"))

    assert ((tmp_path / "rules/ads.yaml").read_text("utf-8"), questions(book)) == (ADS, ["q1"])


async def test_activities_are_taken_over_while_the_bot_runs(tmp_path: Path) -> None:
    """Those of all rooms; those of one room wait for a restart, as its policy does, and that is told."""
    book = await opened(a_folder(tmp_path), MemoryStore())
    write(tmp_path, "config.yaml", f"{CONFIG}activities: {{topics: {{daily: 2}}}}\n")
    await book.reload(book.look())
    bench = book.in_force.bench(lambda effect, room: True, has_aibot=False)

    assert (bench.customs_in(ROOM.id).topics.daily, USUAL.topics.daily, book.needs_restart) == (2, 0, ())

    write(tmp_path, "config.yaml", CONFIG.replace("owner: owner", "owner: owner, activities: {care: {welcome: true}}"))
    await book.reload(book.look())
    assert book.needs_restart == ("rooms",)


@pytest.mark.parametrize("name", [PACK, "elsewhere/quizzes/history.yaml", "elsewhere/draft.yaml"])
def test_one_file_can_be_checked_alone(tmp_path: Path, name: str) -> None:
    """Where the configuration finds it, in a folder named like its kind, or told by its questions."""
    write(a_folder(tmp_path), name, ONE.replace("answer", "anwser"))
    problems = check_files([tmp_path / name], tmp_path / "config.yaml", {}, known_texts=all_texts())

    assert [(problem.file, problem.cause) for problem in problems] == [(name, "未知的键 “anwser”")]


def test_one_file_is_checked_among_the_others(tmp_path: Path) -> None:
    """It may not take what another has."""
    write(a_folder(tmp_path), PACK, ONE)
    write(tmp_path, "content/quizzes/other.yaml", ONE.replace("q1", "x1").replace("首都？", "谁？"))
    problems = check_files(
        [tmp_path / "content/quizzes/other.yaml"], tmp_path / "config.yaml", {}, known_texts=all_texts()
    )

    assert [problem.cause for problem in problems] == [f"题库的名字 “历史” 重复了，{PACK}:1 已经用过"]
