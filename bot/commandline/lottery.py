"""`qunguan lottery`: write the proof of a draw, or draw again from a proof, in code of its own.

What is checked here is written down in docs/activities/lottery.md. Nothing of how the bot draws is used for it: two programs
that were written apart and agree say more than one that agrees with itself.
"""

import argparse
import hashlib
import hmac
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.activities import revived
from bot.commandline.arguments import CONFIG
from bot.core.errors import QunguanError
from bot.play.lottery.proof import proof_of
from bot.play.lottery.terms import Raffle, Stage
from bot.settings import environment, load_database
from bot.storage.beside import beside
from bot.storage.books import plays

FIELDS = (
    "format", "play", "title", "commitment", "source", "named", "prizes", "entries", "count", "list_hash", "salts",
    "beacon", "secret", "redrawn", "winners",
)  # fmt: skip
LONGEST = 64 * 2**20  # bytes of a file that is read
_MOST = 10**6  # tickets, and prizes, of one draw; chosen: what is worked through in a minute
_TOKEN = re.compile(r"[0-9a-f]{16}")
_VALUE = re.compile(r"[0-9a-f]{64}")


class MismatchError(QunguanError):
    """A step of a proof that does not come out."""


def run(options: argparse.Namespace) -> int:
    """Do what was asked; return 1 if the proof does not hold. Raises QunguanError."""
    if options.action == "export":
        return _export(options)
    try:
        content = sys.stdin.buffer.read(LONGEST) if options.file == "-" else Path(options.file).read_bytes()
        for step in steps(_decoded(content), commitment=options.commitment or "", list_hash=options.list_hash or ""):
            print(f"✓ {step}")
    except MismatchError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 1
    print("全部对得上。还请核对：密钥校验码、名单校验码和群里当时公布的一致；公开值和公布的地方一致。")
    return 0


def steps(text: str, *, commitment: str = "", list_hash: str = "") -> Iterator[str]:
    """Yield each step of the proof `text` that comes out. commitment, list_hash: as published, empty if not known.

    Raises MismatchError at the first that does not.
    """
    proof = _read(text)
    yield from _promised(proof, commitment, list_hash)
    try:
        _shaped(proof)
        _sourced(proof)
        yield from _computed(proof)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError) as error:
        raise MismatchError("文件的内容不合格式：请用 qunguan lottery export 重新导出，再核对一次。") from error


def _decoded(content: bytes) -> str:
    """Return the text of a file, also as Windows writes it: with a mark in front, in UTF-16."""
    is_wide = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    try:
        return content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise MismatchError("不是文字文件：编码要是 UTF-8。") from error


def _read(text: str) -> dict[str, Any]:
    try:
        proof = json.loads(text)
    except ValueError as error:
        raise MismatchError(_broken(error)) from error
    if not isinstance(proof, dict) or sorted(proof) != sorted(FIELDS):
        raise MismatchError("文件的项目不对：多了或少了。")
    if proof["format"] != "qunguan-lottery-1":
        raise MismatchError(f"不认识的格式：{proof['format']}")
    return proof


def _broken(error: ValueError) -> str:
    place = f"第 {error.lineno} 行第 {error.colno} 个字符处" if isinstance(error, json.JSONDecodeError) else "文件"
    return f"不是 JSON：{place}看不懂。请用 qunguan lottery export 重新导出。"


def _shaped(proof: dict[str, Any]) -> None:
    """Raise MismatchError if a part is not of the kind that docs/activities/lottery.md says, or somebody is in it twice."""
    entries, prizes, salts = proof["entries"], proof["prizes"], proof["salts"]
    _told("play", type(proof["play"]) is int)
    _told("secret", _VALUE.fullmatch(proof["secret"]), "密钥要是 64 位小写十六进制")
    _told("entries", all(type(index) is int and _TOKEN.fullmatch(token) for index, token, _ in entries))
    _told("entries", all(type(tickets) is int and tickets > 0 for _, _, tickets in entries), "签数不对")
    _told("entries", len({token for _, token, _ in entries}) == len(entries), "同一个代号不止一次")
    _told("entries", sum(tickets for _, _, tickets in entries) <= _MOST, "签数太多")
    _told("prizes", bool(prizes) and all(type(count) is int and count > 0 for count, _, _ in prizes))
    _told("prizes", sum(count for count, _, _ in prizes) <= _MOST, "份数太多")
    _told("salts", all(_TOKEN.fullmatch(token) for token, _ in salts))
    _told("salts", len({token for token, _ in salts}) == len(salts), "同一个代号不止一次")
    _told("redrawn", all(type(rank) is int for out, into in proof["redrawn"] for rank in (out, into)))
    lines = [
        proof["title"],
        proof["named"],
        *(part for _, *parts in prizes for part in parts),
        *(salt for _, salt in salts),
    ]
    _told("title、named、prizes、salts", all(len(line.splitlines()) < 2 for line in lines), "文字里有换行")


def _sourced(proof: dict[str, Any]) -> None:
    """Raise MismatchError if the public value cannot come from where it is said to come from."""
    source, named, beacon = proof["source"], proof["named"], proof["beacon"]
    _told("source", source in {"salts", "drand", "index"}, "只有 salts、drand、index")
    if source == "salts":
        _told("named", named == "-", "加盐时是 -")
        _told("salts", bool(proof["salts"]), "一份盐都没有，不能开奖")
    elif source == "drand":
        _told("named", named.isdecimal(), "drand 的轮数要是整数")
        _told("beacon", _VALUE.fullmatch(beacon), "drand 的值是 64 位小写十六进制")
    else:
        plain = "".join(unicodedata.normalize("NFKC", beacon).lower().split())
        _told("beacon", bool(beacon) and beacon == plain, "要先 NFKC、小写、去掉空白")


def _told(name: str, holds: object, cause: str = "内容不合格式") -> None:
    """Raise MismatchError, with the name of the item, if what `holds` stands for is false."""
    if not holds:
        raise MismatchError(f"{name} 对不上：{cause}。")


def _promised(proof: dict[str, Any], commitment: str, list_hash: str) -> Iterator[str]:
    if commitment:
        _same("密钥校验码和群里公布的", proof["commitment"], commitment.strip().lower())
        yield "密钥校验码和群里公布的一致"
    if list_hash:
        _same("名单校验码和群里公布的", proof["list_hash"], list_hash.strip().lower())
        yield "名单校验码和群里公布的一致"


def _computed(proof: dict[str, Any]) -> Iterator[str]:
    key = bytes.fromhex(proof["secret"])
    _same("密钥校验码", proof["commitment"], _sha256(key))
    yield f"密钥的校验码是 {proof['commitment']}"
    entries = proof["entries"]
    _same("人数", proof["count"], len(entries))
    _same("序号", [index for index, _, _ in entries], list(range(1, len(entries) + 1)))
    _same("名单校验码", proof["list_hash"], _sha256("\n".join(_lines(proof)).encode()))
    yield f"名单 {len(entries)} 人，校验码是 {proof['list_hash']}"
    beacon = _beacon(proof)
    _same("公开值", proof["beacon"], beacon)
    yield f"公开值是 {beacon}"
    order = _order(entries, beacon, str(proof["play"]), key)
    yield f"名次从前到后是第 {'、'.join(map(str, order[:10]))} 号{'……' if len(order) > 10 else ''}"
    _same("中奖名单", proof["winners"], _winners(proof, order))
    yield f"中奖 {len(proof['winners'])} 人，重抽 {len(proof['redrawn'])} 次，没有人中两次"


def _lines(proof: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of the list that was hashed."""
    yield proof["format"]
    yield f"play {proof['play']}"
    yield f"title {proof['title']}"
    yield f"commitment {proof['commitment']}"
    yield f"source {proof['source']} {proof['named']}"
    for count, level, what in proof["prizes"]:
        yield f"prize {count} {level or '-'} {what}"
    for index, token, tickets in proof["entries"]:
        yield f"{index} {token} {tickets}"


def _beacon(proof: dict[str, Any]) -> str:
    if proof["source"] != "salts":
        _same("盐", proof["salts"], [])
        return str(proof["beacon"])
    lines = [proof["list_hash"]]
    for place, (token, salt) in enumerate(proof["salts"], start=1):
        lines.append(f"{place} {token} {salt}")
    return _sha256("\n".join(lines).encode())


def _order(entries: list[Any], beacon: str, play: str, key: bytes) -> list[int]:
    """Return the indexes from the least score up; the score of an entry is the least of those of its tickets."""
    scored = []
    for index, _, tickets in entries:
        messages = [f"{beacon}:{play}:{index}:{ticket}" for ticket in range(1, tickets + 1)]
        scores = [hmac.new(key, message.encode(), "sha256").hexdigest() for message in messages]
        scored.append((min(scores), index))
    return [index for _, index in sorted(scored)]


def _winners(proof: dict[str, Any], order: list[int]) -> list[list[Any]]:
    """Return who holds which prize after every redraw: each takes the next rank that never won."""
    places = [f"{level}·{what}" if level else what for count, level, what in proof["prizes"] for _ in range(count)]
    holders = list(range(1, min(len(places), len(order)) + 1))
    for step, (out, into) in enumerate(proof["redrawn"], start=1):
        _same(f"第 {step} 次重抽的名次", into, min(len(places), len(order)) + step)
        _told("redrawn", out in holders, f"第 {step} 次重抽的第 {out} 名当时没有奖品")
        holders[holders.index(out)] = into
    tokens = {index: token for index, token, _ in proof["entries"]}
    won = zip(places, holders, strict=False)
    return [[rank, order[rank - 1], tokens[order[rank - 1]], what] for what, rank in won]


def _same(what: str, told: object, computed: object) -> None:
    if told != computed or type(told) is not type(computed):
        raise MismatchError(f"{what}对不上：文件里是 {_short(told)}，算出来是 {_short(computed)}。")


def _short(value: object) -> str:
    said = str(value)
    return said if len(said) <= 100 else f"{said[:99]}…"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _export(options: argparse.Namespace) -> int:
    path = options.config or CONFIG
    with beside(load_database(path, environment())) as connection:
        found = [revived(play) for play in plays(connection, (options.number,))]
    play = found[0] if found else None
    if play is None or not isinstance(play.body, Raffle):
        raise QunguanError(f"没有编号 {options.number} 的抽奖。")
    if play.body.stage is not Stage.DRAWN:
        raise QunguanError(f"抽奖 {options.number} 还没有开奖：密钥要到开奖时才公布。")
    print(json.dumps(proof_of(play), ensure_ascii=False, indent=1))
    return 0
