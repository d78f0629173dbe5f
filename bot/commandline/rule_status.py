"""How each rule does: its stage, what it finds, what of it is taken back, and when it found something last."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.core.findings import Stage
from bot.core.guard import STAGES, Judgement
from bot.revising import STAGES as STAGE_NAMES
from bot.ruleset.rule import Rule
from bot.ruleset.sources import sources_from_json
from bot.settings import Content, accept_stored
from bot.storage import revisions, stored
from bot.texts import all_texts

DAY, MONTH, QUIET = timedelta(days=1), timedelta(days=30), timedelta(days=90)


@dataclass(slots=True)
class _Record:
    """What one rule did. day, month: hits. penalties, undone: within the month."""

    day: int = 0
    month: int = 0
    penalties: int = 0
    undone: int = 0
    last_at: datetime | None = None


def status(connection: Connection, content: Content, now: datetime) -> Iterator[str]:
    """Yield one line per rule of the newest revision, in the order of the files, below a heading."""
    newest = revisions.revisions(connection, 1)
    if not newest:
        yield "还没有保存过规则：机器人运行后才有记录。"
        return
    sources = sources_from_json(revisions.files(connection, newest[0].id) or "{}")
    accepted = accept_stored(sources, base=content.base, known=all_texts())
    rules, digests = accepted.rules, accepted.digests()
    records = _records(stored.hits(connection, now - QUIET), now)
    totals = stored.totals(connection, now - DAY)
    why = {one.rule: one.why for one in revisions.lowered(connection) if digests.get(one.rule) == one.digest}
    kept = now - (stored.first_at(connection) or now)
    yield f"第 {newest[0].id} 版，24 小时内判断了 {sum(totals.values())} 条发言。"
    for rule in rules.rules:
        total = sum(number for room, number in totals.items() if rule.for_room(room) is not None)
        fell = why.get(rule.id, "") if rule.id in sources.lowered else ""
        parts = (*_parts(rule, records[rule.id], total, fell), _last(records[rule.id].last_at, now, kept))
        yield f"{rule.id}（{rule.title}）：{'；'.join(parts)}"


def _records(hits: Sequence[Judgement], now: datetime) -> defaultdict[str, _Record]:
    records: defaultdict[str, _Record] = defaultdict(_Record)
    for hit in hits:
        is_recent = hit.sent_at >= now - MONTH
        for rule in dict.fromkeys(hit.rules):
            record = records[rule]
            record.day += hit.sent_at >= now - DAY
            record.month += is_recent
            record.last_at = max(record.last_at or hit.sent_at, hit.sent_at)
        if hit.penalised and is_recent:
            records[hit.penalised].penalties += 1
            records[hit.penalised].undone += hit.undone_at is not None
    return records


def _parts(rule: Rule, record: _Record, total: int, lowered: str) -> Iterator[str]:
    stage = max((one.stage for one in rule.all() if one.enabled), key=STAGES.index, default=Stage.SHADOW)
    yield STAGE_NAMES[stage] if rule.enabled else "已停用"
    if lowered:
        yield f"自动降级：{lowered}"
    share = f"（{record.day / total:.1%}）" if total and record.day else ""
    yield f"命中 24 小时 {record.day} 次{share}、30 天 {record.month} 次"
    if record.penalties:
        yield f"处罚 {record.penalties} 次，撤销 {record.undone} 次（{record.undone / record.penalties:.0%}）"


def _last(last_at: datetime | None, now: datetime, kept: timedelta) -> str:
    """Return how long nothing was found. kept: how far back messages go."""
    if last_at is None:
        return f"{QUIET.days} 天没有命中" if kept >= QUIET else "有记录以来没有命中"
    days = (now - last_at).days
    return f"{days} 天没有命中" if days else "最近一天内命中过"
