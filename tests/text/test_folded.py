"""A text that remembers where each of its characters came from."""

from functools import reduce
from operator import or_

from hypothesis import given
from hypothesis import strategies as st

from bot.text.folded import Edit, Folded, rewrite

Steps = list[tuple[int, int, str, int]]
STEPS: st.SearchStrategy[Steps] = st.lists(
    st.tuples(st.integers(0, 2), st.integers(1, 3), st.sampled_from(["", "a", "bc"]), st.sampled_from([1, 2, 4])),
    max_size=6,
)
"""Characters that stay, characters that go, what stands there instead, bit of the fold."""


def edits(steps: Steps, size: int) -> list[Edit]:
    """The steps as edits of a text of `size` characters, as far as it reaches."""
    made: list[Edit] = []
    at = 0
    for kept, gone, new, mark in steps:
        start, at = at + kept, at + kept + gone
        if at <= size:
            made.append((start, at, new, mark))
    return made


@given(text=st.text("春夏秋冬", max_size=12), first=STEPS, second=STEPS)
def test_whatever_is_rewritten_leads_back(text: str, first: Steps, second: Steps) -> None:
    """Twice over: the text is what the edits say, a character nobody touched comes from itself, no place is lost."""
    once = rewrite(Folded.of(text), edits(first, len(text)))
    changes = edits(second, len(once.text))
    twice = rewrite(once, changes)

    wanted = list(once.text)
    for start, end, new, _ in reversed(changes):
        wanted[start:end] = new
    assert twice.text == "".join(wanted)
    assert len(twice.starts) == len(twice.ends) == len(twice.marks) == len(twice.gaps) == len(wanted)
    assert all(
        text[start:end] == char
        for char, start, end, mark in zip(twice.text, twice.starts, twice.ends, twice.marks, strict=True)
        if not mark
    )


@given(text=st.text("春夏秋冬", min_size=1, max_size=12), steps=STEPS)
def test_no_fold_is_forgotten_before_the_end(text: str, steps: Steps) -> None:
    """What every edit was made for is told by a mark, or by the gap before what follows."""
    made = edits(steps, len(text))
    folded = rewrite(Folded.of(f"{text}。"), made)

    assert reduce(or_, (*folded.marks, *folded.gaps), 0) == reduce(or_, (mark for *_, mark in made), 0)
