"""The configuration and content that come with the bot."""

from collections.abc import Iterator
from pathlib import Path

PACKAGED = Path(__file__).parent / "starter_files"
CHECKOUT = Path(__file__).parent.parent
CONFIG = "config.yaml"
EXAMPLE = "# 例子（去掉每行开头的 “# ”，再改成自己的）："
MARKS = ("# >>> 演示", "# <<< 演示")


def starter_folder() -> Path:
    """Return the folder with `config.yaml` and `content`: inside an installed package, or the root of a checkout."""
    return PACKAGED if PACKAGED.is_dir() else CHECKOUT


def config_path() -> Path:
    """Return `config.yaml` of the current folder, or the one that comes with the bot."""
    here = Path(CONFIG)
    return here if here.exists() else starter_folder() / CONFIG


def write_starter(folder: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Copy the starter files below `folder`; return (written, kept): what is there already stays as it is."""
    written, kept = [], []
    for source in _files(starter_folder()):
        target = folder / source.relative_to(starter_folder())
        if target.exists():
            kept.append(target)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        target.write_text(without_demo(text) if source.name == CONFIG else text, encoding="utf-8", newline="\n")
        written.append(target)
    return tuple(written), tuple(kept)


def without_demo(config: str) -> str:
    """Return `config` for real use: what stands between `# >>> 演示` and `# <<< 演示` becomes a comment, as an example."""
    lines: list[str] = []
    is_demo = False
    for line in config.splitlines():
        if line.strip() in MARKS:
            is_demo = line.strip() == MARKS[0]
            lines += [EXAMPLE] if is_demo else []
            continue
        lines.append(f"# {line}" if is_demo and line.strip() else line)
    return "\n".join(lines) + "\n"


def _files(root: Path) -> Iterator[Path]:
    yield root / CONFIG
    yield from sorted(p for p in (root / "content").rglob("*") if p.is_file() and not p.name.startswith("."))
