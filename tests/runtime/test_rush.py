"""Hundreds answer a quiz at once: each answer counts, by when it was said, and one message tells it."""

from pathlib import Path

import pytest

from benchmarks.rush import CHOICE, IN_TIME, RACE, WRITTEN, Asking, Bring, in_lumps, one_by_one, rush

MEMBERS = 500


@pytest.mark.parametrize("bring", [in_lumps, one_by_one])
@pytest.mark.parametrize(("asking", "how"), [(CHOICE, RACE), (WRITTEN, IN_TIME)])
async def test_every_answer_counts_by_when_it_was_said(tmp_path: Path, asking: Asking, how: str, bring: Bring) -> None:
    """Whatever the order of arrival: all are kept, who is first or in time scores in that order, one message tells it."""
    found = await rush(tmp_path, asking, how=how, bring=bring, members=MEMBERS)
    assert len(found.item.answers) == MEMBERS
    assert list(found.item.given) == list(found.wanted)
    assert found.wanted
    assert found.is_counted
    assert found.is_told_once
    assert f"{MEMBERS} 人作答，得积分的有 {len(found.wanted)} 人" in found.said[0]
    assert len(found.decided) == MEMBERS
