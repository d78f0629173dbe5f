"""The generated pages of docs/reference: made from the classes themselves, checked by a test.

`python -m bot.reference` writes them.
"""

import inspect
import sys
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields
from datetime import datetime, time, timedelta
from pathlib import Path

from bot.commands import ROLE_NAMES, all_commands
from bot.core.customs import Level
from bot.core.findings import Example, OtherMessage
from bot.core.model import span_in_words
from bot.documents.schema import required
from bot.documents.shapes import fields_of
from bot.play.writing.values import notes_of
from bot.playbook import all_kinds, usual_glob
from bot.rules import Condition, all_conditions
from bot.ruleset.linting import all_lints
from bot.schemas import FOLDER as SCHEMAS
from bot.schemas import schemas
from bot.settings.written_customs import WrittenCustoms
from bot.texts import all_texts
from bot.wecom import Budget
from bot.wecom.registry import all_channels

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
MADE = "<!-- Made by `make docs`; edit the code instead. -->\n"


def pages() -> Mapping[str, str]:
    """Return every page by its file name."""
    return {
        "conditions.md": _page("Conditions 规则的条件", _conditions()),
        "commands.md": _page("Commands 指令", _commands()),
        "channels.md": _page("Channels 渠道", _channels()),
        "activities.md": _page("Activities 活动的文件和设置", _activities()),
        "lints.md": _page("Lints 检查时的提醒", _lints()),
        "texts.md": _page("Texts 机器人说的话", _texts()),
    }


def _page(title: str, parts: Iterator[str]) -> str:
    return "\n".join((MADE, f"# {title}\n", *parts))


def _conditions() -> Iterator[str]:
    for name, condition in all_conditions().items():
        yield f"## `{name}` {condition.title}\n\n{inspect.cleandoc(condition.__doc__ or '')}\n"
        settings = fields(condition)  # type: ignore[arg-type]
        if settings:
            yield "| setting | default |\n| --- | --- |"
            yield from (f"| `{field.name}` | {_default(field)} |" for field in settings)
            yield ""
        yield from _examples(condition)


def _default(field: "Field[object]") -> str:
    if field.default is MISSING:
        return "required"
    if isinstance(field.default, timedelta):
        return f"`{span_in_words(field.default)}`"
    if isinstance(field.default, tuple):
        return f"`[{', '.join(str(value) for value in field.default)}]`"
    return f"`{field.default}`" if field.default != "" else "none"


def _examples(condition: type[Condition]) -> Iterator[str]:
    sample = f" with `{dict(condition.sample)!r}`" if condition.sample else ""
    yield f"Finds{sample}:\n"
    yield from (f"- {_said(example)}" for example in condition.fires)
    yield "\nLets pass:\n"
    yield from (f"- {_said(example)}" for example in condition.quiet)
    yield ""


def _said(example: Example) -> str:
    """Return the text of `example`, and the circumstances that are not as usual."""
    around = [(f.name, getattr(example, f.name)) for f in fields(Example) if f.name != "text" and _is_told(example, f)]
    told = ", ".join(f"{name} {_circumstance(value)}" for name, value in around)
    return f"`{example.text!r}`" + (f" ({told})" if told else "")


def _is_told(example: Example, field: "Field[object]") -> bool:
    return bool(getattr(example, field.name) != field.default)


def _circumstance(value: object) -> str:
    if isinstance(value, timedelta):
        return span_in_words(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, OtherMessage):
        return f"{span_in_words(value.ago)}前 {value.sender} {value.room}`{value.text!r}`"
    if isinstance(value, tuple):
        return "、".join(_circumstance(part) for part in value)
    return f"`{value!s}`"


def _lints() -> Iterator[str]:
    yield "| code | | what |\n| --- | --- | --- |"
    for code, lint in all_lints().items():
        yield f"| `{code}` | {lint.title} | {' '.join((lint.__doc__ or '').split())} |"
    yield ""


def _activities() -> Iterator[str]:
    yield "Files are named in `config.yaml` under the same key; there may be none. `qunguan check FILE` tells all errors.\n"
    for key, kind in all_kinds().items():
        yield f"## `{key}` {kind.title}\n\n{kind.what}。Usually `{usual_glob(key)}`. {inspect.cleandoc(kind.__doc__ or '')}\n"
        for shape in kind.shapes():
            yield from _keys(shape)
        yield f"```yaml\n{kind.sample}```\n"
    yield "## `activities` in `config.yaml` 活动的设置\n"
    for name, hint in fields_of(WrittenCustoms).items():
        yield f"### `{name}` {WrittenCustoms.notes[name]}\n"
        yield from _keys(hint)


def _keys(shape: object) -> Iterator[str]:
    usual = getattr(shape, "usual", None)
    needed = required(shape) if isinstance(shape, type) else []
    yield "| key | | default |\n| --- | --- | --- |"
    for name, field in zip(fields_of(shape), fields(shape), strict=True):  # type: ignore[arg-type]
        value = getattr(usual, name, field.default)
        default = "required" if name in needed else "–" if value in (None, "", (), MISSING) else f"`{_written(value)}`"
        yield f"| `{name}` | {notes_of(shape, name)} | {default} |"  # type: ignore[arg-type]
    yield ""


def _written(value: object) -> str:
    """Return a default the way an admin would write it."""
    if isinstance(value, tuple):
        pairs = ({"days": one[0], "extra": one[1]} if isinstance(one, tuple) else one for one in value)  # streaks
        return f"[{', '.join(map(_written, pairs))}]"
    if isinstance(value, Mapping | Level):
        told = value if isinstance(value, Mapping) else {"at": value.at, "title": value.title}
        return f"{{{', '.join(f'{key}: {_written(one)}' for key, one in told.items())}}}"
    if isinstance(value, timedelta):
        return f"{value.total_seconds():g}秒" if value < timedelta(seconds=1) else span_in_words(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _commands() -> Iterator[str]:
    yield "| command | also | who | what |\n| --- | --- | --- | --- |"
    for command in all_commands().values():
        who = "、".join(name for role, name in ROLE_NAMES.items() if role in command.roles) or "所有人"
        yield f"| {command.words[0]} | {'、'.join(command.words[1:])} | {who} | {command.usage} |"
    yield ""


def _channels() -> Iterator[str]:
    yield "| channel | | can | limits | longest text |\n| --- | --- | --- | --- | --- |"
    for name, channel in all_channels().items():
        can = " ".join(sorted(channel.can)) or "–"
        limits = "，".join(_budget(budget) for budget in channel.budgets) or "–"
        longest = f"{channel.max_bytes} bytes" if channel.can else "–"
        yield f"| `{name}` | {channel.title} | {can} | {limits} | {longest} |"
    yield ""


def _budget(budget: Budget) -> str:
    return f"{budget.limit} / {span_in_words(budget.window)}"


def _texts() -> Iterator[str]:
    yield "Any of them can be worded otherwise in `content/texts/*.yaml`.\n"
    yield "| id | default |\n| --- | --- |"
    for text in all_texts():
        default = text.default.replace("\n", "⏎").replace("|", "\\|")
        yield f"| `{text.id}` | {default} |"
    yield ""


def main() -> int:
    """Write all pages and schemas."""
    for folder, files in ((FOLDER, pages()), (SCHEMAS, schemas())):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
