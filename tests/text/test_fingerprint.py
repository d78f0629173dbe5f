"""What is left of a text when all that a copyist changes is taken away."""

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import NO_PRINT, Fingerprint
from bot.text.fingerprint import KEPT, NEAR, fingerprint, likeness, likeness_to, skeleton

AD = "全网最低价代办各类证件，学历职称都能办，先办后付款，加微信 abc12345 联系王经理，名额有限先到先得"


@pytest.mark.parametrize(
    "copy",
    [
        "全网最低价代办各类证件，学历职称都能办，先办后付款，加微信 abc99 联系王经理，名额有限先到先得",
        "全網最低價代辦各類證件，學歷職稱都能辦，先辦後付款，加微信 abc12345 聯繫王經理，名額有限先到先得",
        "【全网最低价】代办各类证件！学历职称都能办！先办后付款！加微信ＡＢＣ１２３４５联系王经理~名额有限先到先得",
        "全\u200b网最低价代办各类证件，学历职称都能办，先办后付款，加薇信 abc12345 联系王经理，名额有限先到先得😀😀",
    ],
)
def test_disguise_and_numbers_leave_the_skeleton_alone(copy: str) -> None:
    """Digits, traditional characters, width, case, punctuation, invisible characters and homophones tell nothing."""
    assert fingerprint(copy).whole == fingerprint(AD).whole


@pytest.mark.parametrize(
    "copy",
    [
        "朋友们好！" + AD + "，手慢无",
        AD.replace("最低价", "最优惠价格").replace("先到先得", "速来"),
        "先办后付款，加微信 abc12345 联系王经理，名额有限先到先得！全网最低价代办各类证件，学历职称都能办",
        AD.replace("各类", "").replace("联系", "咨询") + "🔥🔥",
    ],
)
def test_a_copy_with_changes_is_nearly_the_same(copy: str) -> None:
    """A greeting before, other words, another order, words left out: still as like as `NEAR`."""
    assert fingerprint(copy).whole != fingerprint(AD).whole
    assert likeness(fingerprint(copy), fingerprint(AD)) >= NEAR


@pytest.mark.parametrize(
    "other",
    [
        "明天上午十点在三楼会议室开周会，请大家提前准备好材料",
        "请问代办证件需要带哪些材料？周末可以办理吗",
        "我家孩子的学历认证已经办好了，谢谢老师帮忙",
        "名额有限，先到先得的活动还有吗？",
    ],
)
def test_another_text_is_not_alike(other: str) -> None:
    """A few words in common do not make a copy."""
    assert likeness(fingerprint(other), fingerprint(AD)) < NEAR / 2


def test_what_is_not_written_has_no_print() -> None:
    """Pictures, punctuation and nothing at all are like nothing, not even like each other."""
    for text in ("", " \n", "😂😂👍", "！！？……", "\u200b"):
        assert fingerprint(text) == NO_PRINT
    assert likeness(NO_PRINT, NO_PRINT) == 0


def test_a_number_of_any_length_is_one_character() -> None:
    """So that a counter or another account does not make another text."""
    assert skeleton("第 128 次：满１００減20") == skeleton("第 3 次：满99减5")


def test_it_is_the_same_in_every_process() -> None:
    """Prints of stored messages are made again after a restart, and must find those made before."""
    code = f"from bot.text.fingerprint import fingerprint; print(fingerprint({AD!r}).whole)"

    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603

    assert int(other.stdout) == fingerprint(AD).whole


def test_the_sketch_of_a_long_text_is_bounded_and_estimates_well() -> None:
    """Half of a long text is about half as like as the whole."""
    said = [f"{a}{b}{c}" for a in "赵钱孙李" for b in "周吴郑王冯" for c in "陈楚卫蒋沈韩杨"]
    whole, half = fingerprint("".join(said)), fingerprint("".join(said[: len(said) // 2]))

    assert len(whole.sketch) == KEPT
    assert whole.sketch == tuple(sorted(whole.sketch))
    assert likeness(whole, half) == pytest.approx(half.size / whole.size, abs=0.25)


@given(one=st.text(max_size=80), other=st.text(max_size=80))
def test_likeness_is_a_share_whichever_comes_first(one: str, other: str) -> None:
    """Between 0 and 1, the same both ways, 1 for the same text."""
    a, b = fingerprint(one), fingerprint(other)

    assert 0 <= likeness(a, b) <= 1
    assert likeness(a, b) == likeness(b, a) == likeness_to(b)(a)
    assert likeness(a, a) == (1 if a.whole else 0)


@given(text=st.text(max_size=200))
def test_any_text_has_a_print(text: str) -> None:
    """Whatever it holds, and the same twice."""
    print_ = fingerprint(text)

    assert print_ == fingerprint(text)
    assert isinstance(print_, Fingerprint)
    assert len(print_.sketch) == min(print_.size, KEPT)
    assert 0 <= print_.whole < 2**63


@pytest.mark.parametrize(
    "text", ["哈" * 10_000, "😂" * 10_000, "a" * 10_000, "".join(map(chr, range(0x4E00, 0x4E00 + 10_000)))]
)
def test_no_text_makes_it_slow(text: str) -> None:
    """Ten thousand characters take a few milliseconds, whatever they are."""
    fingerprint(text)
    begun = time.process_time()
    fingerprint(text)

    assert time.process_time() - begun < 0.02


@given(text=st.text("的一是了我不abc龥〇", min_size=2, max_size=40))
def test_a_pair_is_the_same_number_wherever_it_stands(text: str) -> None:
    """All pairs are made at once, and none spills over into its neighbours."""
    bare = skeleton(text)
    pairs = {fingerprint(bare[at : at + 2]).sketch[0] for at in range(len(bare) - 1)}

    assert fingerprint(text).sketch == tuple(sorted(pairs))[:KEPT]
