"""Placeholders in templates that admins write: {name} and nothing more."""

from string import Formatter

from bot.documents.problems import did_you_mean


def faults_in(template: str, allowed: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Return (piece, cause, mend) for every piece of `template` that could not be filled in when the bot speaks.

    piece: as it stands there; empty for the template as a whole.
    """
    mend = "花括号只用来写占位符；要写花括号本身，请写两遍：{{ }}。"
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        return [("", "花括号没有配对", mend)]
    faults = []
    for _, name, spec, conversion in parts:
        if name is None:
            continue
        if name not in allowed:
            faults.append((f"{{{name}}}", f"未知的占位符 “{{{name}}}”", _hint(name, allowed)))
        elif spec or conversion:
            faults.append((f"{{{name}", f"占位符 “{{{name}}}” 后面不能再写格式", f"请只写 “{{{name}}}”。"))
    return faults


def _hint(name: str, allowed: tuple[str, ...]) -> str:
    return did_you_mean(name, allowed) or "这段文字没有可用的占位符。"


def placeholders_of(template: str) -> tuple[str, ...]:
    """Return the placeholders that `template`, a good one, uses."""
    return tuple(dict.fromkeys(name for _, name, _, _ in Formatter().parse(template) if name))
