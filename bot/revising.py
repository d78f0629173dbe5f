"""What is said of a new revision: in the history, and to the people who answer for the rules."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path

from bot.core.effects import Tell
from bot.core.errors import QunguanError
from bot.core.findings import Stage
from bot.core.model import MemberId, Role, Room, private_room
from bot.core.records import Outgoing, Revision
from bot.core.texts import Text, Texts
from bot.documents.problems import Problem, Severity
from bot.ruleset.changes import note
from bot.ruleset.sources import Sources, digest_of, has_same_files
from bot.runtime.warden import Fall
from bot.settings import Content, Settings, SettingsError, accept_stored, sweep
from bot.settings.saving import carry_out, saving
from bot.settings.sources import differs_in

LOWERED = Text(
    "guard.lowered",
    "【规则自动降级】“{title}”（{rule}）：{why}。已从“{before}”降为“{after}”。\n"
    "要恢复：改好这条规则或它用的词库，保存即可；确认它没有问题，就在规则里写 guard: false。",
)
BROKEN = Text(
    "rules.broken",
    "【规则没有生效】磁盘上的规则文件有错，机器人启动后用的是第 {revision} 版规则。第一处错误：{problem}\n"
    "用 qunguan check 看全部错误；改好后保存，机器人会自动读取。",
)
STAGES = {Stage.SHADOW: "只记录", Stage.SOFT: "只提醒", Stage.ENFORCE: "正式执行"}
TOLD = 20  # chosen: people told of one thing
OUTSIDE = frozenset({"path", "environ"}) | {field.name for field in fields(Content)}


def told(old: Sources, new: Sources, known: Sequence[Revision]) -> str:
    """Return in one line of Chinese what makes `new` differ from `old`. known: revisions, newest first, `old` the first."""
    if not known:
        return "第一次启用"
    digest = new.digest()
    said = []
    if not has_same_files(known[0].digest, digest):
        back = next((revision.id for revision in known if has_same_files(revision.digest, digest)), 0)
        said += [f"回到 {back}"] if back else []
    changed = note(old, new)
    fell = [
        f"规则 {rule} 自动降级为{STAGES[Stage(s)]}" for rule, s in new.lowered.items() if old.lowered.get(rule) != s
    ]
    rose = [f"规则 {rule} 恢复" for rule in old.lowered if rule not in new.lowered]
    return "，".join([*said, *([changed] if changed else []), *fell, *rose])


def owners_of(paths: Iterable[Path]) -> str:
    """Return who owns `paths`, as far as the system tells."""
    names: dict[str, None] = {}
    for path in paths:
        try:
            names[path.owner()] = None
        except (OSError, KeyError, NotImplementedError):
            continue
    return "、".join(names)


def differing(settings: Settings, running: Settings) -> tuple[str, ...]:
    """Return the keys that a running bot does not take over and in which `settings` differ from those it runs with."""
    beside = (f.name for f in fields(Settings) if f.name not in OUTSIDE)
    changed = (name for name in beside if getattr(settings, name) != getattr(running, name))
    return tuple(dict.fromkeys((*differs_in(settings.written, running.written), *changed)))


def errors_in(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return those of `problems` that keep the files from being used."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)


def told_broken(
    problems: Sequence[Problem], revision: int, settings: Settings, texts: Texts, now: datetime
) -> list[Outgoing]:
    """Return what admins are told when the bot starts with files that are broken; once for the same problems."""
    first = problems[0]
    text = texts.say(BROKEN, revision=revision, problem=f"{first.place} {first.cause}")
    key = f"rules-broken-{revision}-{digest_of([problem.place + problem.cause for problem in problems])}"
    people = _wardens((*settings.rooms, settings.defaults), frozenset({Role.ADMIN}))
    return _tells(key, people, text, now)


def told_fall(fall: Fall, digest: str, settings: Settings, texts: Texts, now: datetime) -> list[Outgoing]:
    """Return what those who answer for the rooms of a rule are told when it falls back; once, however often it is tried.

    digest: of the rule as it is written.
    """
    rooms = [room for room in settings.rooms if fall.rule.holds_in(room.id)]
    people = _wardens((*rooms, settings.defaults), frozenset({Role.ADMIN, Role.OWNER}))
    rule = fall.rule
    before, after = STAGES[fall.before], STAGES[fall.after]
    text = texts.say(LOWERED, title=rule.title, rule=rule.id, why=fall.why, before=before, after=after)
    return _tells(f"guard-{rule.id}-{digest}-{fall.after}", people, text, now)


def way_back(number: int, then: Sources, content: Content, known: Sequence[Text]) -> str:
    """Write the files of revision `number` to the disk, all or none; return what was done, in Chinese.

    then: that revision. known: all texts there are. What was not there then is renamed, not deleted. Raises QunguanError
    if nothing was changed: for files that this program cannot use, read or write.
    """
    try:
        accept_stored(then, base=content.base, known=known)
    except SettingsError as error:
        raise QunguanError(f"第 {number} 版规则在这个版本的程序里不能用，没有改动：{error}") from error
    now, unread = sweep(content)
    if unread:
        raise SettingsError(unread)
    plan = saving(now, then, content=content, revision=number)
    if not plan.written and not plan.retired:
        return f"规则文件和第 {number} 版一样，不用退回。"
    carry_out(plan)
    renamed = f"，那时没有的 {len(plan.retired)} 个文件改名留着" if plan.retired else ""
    return f"规则、词库、文字和活动的文件已退回到第 {number} 版{renamed}；config.yaml 不改写。"


def _wardens(rooms: Iterable[Room], roles: frozenset[Role]) -> tuple[MemberId, ...]:
    """Return who has one of `roles` in any of `rooms`, each once; if nobody has, whoever answers for a room."""
    rooms = tuple(rooms)
    found = dict.fromkeys(member for room in rooms for member, role in room.roles.items() if role in roles)
    others = (member for room in rooms for member in room.owners())
    return tuple(found or dict.fromkeys(others))[:TOLD]


def _tells(key: str, people: Iterable[MemberId], text: str, now: datetime) -> list[Outgoing]:
    return [
        Outgoing(key=f"{key}-{n}", effect=Tell(room=private_room(to), to=to, text=text), due_at=now)
        for n, to in enumerate(people)
    ]
