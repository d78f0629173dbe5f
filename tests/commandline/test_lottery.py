"""`qunguan lottery verify`, and the page that does the same, agree with the draw and notice every change."""

import hashlib
import hmac
import json
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commandline.lottery import MismatchError, steps
from bot.core.model import MemberId
from bot.play.lottery.proof import proof_of
from bot.play.lottery.winning import redrawn
from bot.runtime.caller import Caller
from bot.runtime.house import House
from tests.fakes import SetClock
from tests.play.lotteries_kit import drawn, venue, weighted
from tests.play.lottery.test_terms import winners
from tests.rulefiles import a_folder
from tests.running import Parts, started

PAGE = Path(__file__).parents[2] / "docs" / "lottery-verify.html"
NODE = shutil.which("node")
ASK = """
const [page, ...files] = process.argv.slice(1);
const fs = require("fs");
const verify = new Function(fs.readFileSync(page, "utf8").match(/<script>([^]*?)const at =/)[1] + "; return verify")();
(async () => { for (const proof of JSON.parse(fs.readFileSync(files[0], "utf8"))) {
  try { await verify(proof, () => {}); console.log("right"); } catch (error) { console.log("wrong"); }
} })();
"""


def a_proof(people: int = 12, redraws: int = 2) -> dict:
    """Return the proof of a draw of which some prizes were drawn again."""
    play = drawn(people)
    for _ in range(redraws):
        play = redrawn(play, winners(play)[1], "没来领", venue()).plays[0]
    return json.loads(json.dumps(proof_of(play)))


def told(proof: object) -> bool:
    """Tell whether the program finds everything right."""
    try:
        return len(list(steps(json.dumps(proof)))) == 5
    except MismatchError:
        return False


def changed(proof: dict) -> list[dict]:
    """Return `proof` with one thing changed, in every way there is."""
    found = []
    for key, value in proof.items():
        found.append({name: one for name, one in proof.items() if name != key})
        found.append({**proof, key: _other(value)})
        for place in range(len(value) if isinstance(value, list) else 0):
            found.append({**proof, key: [*value[:place], *value[place + 1 :]]})
            for part in range(len(value[place])):
                item = [*value[place][:part], _other(value[place][part]), *value[place][part + 1 :]]
                found.append({**proof, key: [*value[:place], item, *value[place + 1 :]]})
    return [*found, {**proof, "extra": 1}]


def _other(value):
    """Return something nearly the same."""
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return value[:-1] + ("1" if value[-1:] != "1" else "2")
    return [*value, value[0] if value else ["0" * 16, "盐"]]


def test_a_true_proof_is_right() -> None:
    """With any number of entries and redraws, and with tickets."""
    assert told(a_proof())
    assert told(a_proof(people=1, redraws=0))
    assert told(a_proof(people=3, redraws=0))
    assert told(json.loads(json.dumps(proof_of(drawn(setup=weighted())))))


def test_every_change_is_noticed() -> None:
    """Each field, each entry, each part of an entry: changed, left out or added."""
    others = changed(a_proof())
    assert len(others) > 100
    assert [one for one in others if told(one)] == []


def test_what_was_published_is_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A proof that is sound in itself but of another lottery is none; the exit code is 1 and the step is named."""
    proof, file = a_proof(), tmp_path / "f.json"
    file.write_text(json.dumps(proof), "utf-8")

    assert (
        main(["lottery", "verify", str(file), "--list-hash", proof["list_hash"], "--commitment", proof["commitment"]])
        == 0
    )
    assert main(["lottery", "verify", str(file), "--list-hash", "0" * 64]) == 1
    assert "名单校验码和群里公布的" in capsys.readouterr().err
    proof["entries"][3][2] += 1
    file.write_text(json.dumps(proof), "utf-8")
    assert main(["lottery", "verify", str(file)]) == 1
    assert "名单校验码对不上" in capsys.readouterr().err


def forged(**parts) -> dict:
    """Return a proof whose `parts` are others, and everything that follows from them computed anew."""
    proof = {**a_proof(people=6, redraws=0), **parts}
    proof["count"] = len(proof["entries"])
    lines = ["qunguan-lottery-1", f"play {proof['play']}", f"title {proof['title']}"]
    lines += [f"commitment {proof['commitment']}", f"source {proof['source']} {proof['named']}"]
    lines += [f"prize {count} {level or '-'} {what}" for count, level, what in proof["prizes"]]
    proof["list_hash"] = _sha256(lines + [f"{index} {token} {tickets}" for index, token, tickets in proof["entries"]])
    if proof["source"] == "salts":
        salts = [f"{place} {token} {salt}" for place, (token, salt) in enumerate(proof["salts"], 1)]
        proof["beacon"] = _sha256([proof["list_hash"], *salts])
    secret, order = bytes.fromhex(proof["secret"]), []
    for index, token, tickets in proof["entries"]:
        told = (f"{proof['beacon']}:{proof['play']}:{index}:{ticket}".encode() for ticket in range(1, tickets + 1))
        order.append((min(hmac.new(secret, one, "sha256").hexdigest() for one in told), index, token))
    places = [f"{level}·{what}" if level else what for count, level, what in proof["prizes"] for _ in range(count)]
    first = zip(sorted(order), places, strict=False)
    proof["winners"] = [[rank, index, token, what] for rank, ((_, index, token), what) in enumerate(first, 1)]
    return proof


def _sha256(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


TWICE = [[1, "ab" * 8, 1], [2, "ab" * 8, 1]]
FORGERIES = {
    "entries 对不上：同一个代号不止一次": {"entries": TWICE},
    "salts 对不上：同一个代号不止一次": {"salts": [["ab" * 8, "一"], ["ab" * 8, "二"]]},
    "salts 对不上：一份盐都没有": {"salts": []},
    "named 对不上": {"named": "x"},
    "source 对不上": {"source": "moon", "salts": []},
    "beacon 对不上：drand": {"source": "drand", "named": "7", "salts": [], "beacon": "1"},
    "beacon 对不上：要先": {"source": "index", "named": "指数", "salts": [], "beacon": "31 00"},
    "文字里有换行": {"title": "年会\n再会"},
}


def test_what_is_right_in_itself_may_still_be_no_draw(tmp_path: Path) -> None:
    """A member twice in the list, no salt at all: every hash comes out, and both the program and the page refuse."""
    proofs = [forged(**parts) for parts in FORGERIES.values()]
    for proof, cause in zip(proofs, FORGERIES, strict=True):
        with pytest.raises(MismatchError, match=cause):
            list(steps(json.dumps(proof)))
    assert told(forged())
    assert told(forged(source="drand", named="7", salts=[], beacon="ab" * 32))
    assert told(forged(source="index", named="指数", salts=[], beacon="3100.5"))
    if NODE is not None:
        assert _on_the_page(tmp_path, [forged(), *proofs]) == ["right", *["wrong"] * len(proofs)]


def test_files_of_windows_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a byte order mark, in UTF-16 as its shell writes; what is no text is told without a traceback."""
    text, file = json.dumps(a_proof(), ensure_ascii=False), tmp_path / "proof.json"
    for encoding in ("utf-8-sig", "utf-16"):
        file.write_text(text, encoding)
        assert main(["lottery", "verify", str(file)]) == 0
    capsys.readouterr()
    file.write_bytes(b"\xff\xfe\x00")
    assert main(["lottery", "verify", str(file)]) == 1
    assert capsys.readouterr().err == "✗ 不是文字文件：编码要是 UTF-8。\n"


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json", '{"format": 1}', "null"])
def test_what_is_no_proof_is_told(text: str) -> None:
    """Without a traceback."""
    with pytest.raises(MismatchError):
        list(steps(text))


async def test_a_draw_is_exported_and_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From the order in the group to the proof out of the database; before the draw there is none."""
    clock, config = SetClock(), ["--config", str(tmp_path / "config.yaml")]
    async with started(a_folder(tmp_path), clock) as bot:
        bot.inbox._channels["house"] = House(_no_way_back)
        await bot.hear(["owner|/抽奖 年会 一等奖 耳机 1 二等奖 书签 2 口令 我要中奖", "owner|确认"])
        await bot.hear([f"p{n}|我要中奖" for n in range(6)], apart=timedelta(seconds=1))
        await _called(bot, timedelta(minutes=11))
        assert main(["lottery", "export", "1", *config]) == 1
        await bot.hear(["p2|加盐 今晚月色真好", "p3|加盐 随便"])
        await _called(bot, timedelta(minutes=4))
        capsys.readouterr()

        assert main(["lottery", "export", "1", *config]) == 0
        file = tmp_path / "f.json"
        file.write_text(capsys.readouterr().out, "utf-8")
        assert main(["lottery", "verify", str(file)]) == 0
        capsys.readouterr()
        assert main(["prizes", "export", *config]) == 0
        assert capsys.readouterr().out.count("待领取") == 3
        assert main(["lottery", "export", "99", *config]) == 1


async def _called(bot: Parts, span: timedelta) -> None:
    """Let time pass as it does where the bot never stops, and call what is due."""
    step = timedelta(seconds=10)
    for _ in range(span // step):
        bot.clock.forward(step)
        await Caller(store=bot.store, inbox=bot.inbox, clock=bot.clock).call()
        while await bot.inbox.handle_some():
            pass


async def _no_way_back(revision: int, by: MemberId) -> str:
    raise AssertionError(f"nobody asked for revision {revision}: {by}")


def test_the_page_is_short_and_asks_nobody() -> None:
    """At most 40 lines of script, and nothing is loaded from anywhere."""
    page = PAGE.read_text("utf-8")
    (script,) = re.findall(r"<script>\n(.*?)</script>", page, re.DOTALL)

    assert len(script.splitlines()) <= 40
    assert not re.search(r"\ssrc=|\shref=|import\s|fetch\(|XMLHttp", page)


@pytest.mark.skipif(NODE is None, reason="no node is installed")
def test_the_page_says_the_same_as_the_program(tmp_path: Path) -> None:
    """Of true proofs and of every changed one."""
    proofs = [
        a_proof(),
        a_proof(people=2, redraws=0),
        proof_of(drawn(setup=weighted())),
        *changed(a_proof(people=6, redraws=1)),
    ]
    said = _on_the_page(tmp_path, proofs)
    assert said == ["right" if told(one) else "wrong" for one in proofs]
    assert said.count("right") == 3


def _on_the_page(folder: Path, proofs: list[dict]) -> list[str]:
    """Return what the page says of each of `proofs`."""
    file = folder / "proofs.json"
    file.write_text(json.dumps(proofs), "utf-8")
    said = subprocess.run([str(NODE), "-e", ASK, str(PAGE), str(file)], capture_output=True, text=True, check=True)  # noqa: S603
    return said.stdout.split()
