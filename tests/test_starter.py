"""What `qunguan init` writes is the starter configuration without the demo in it."""

from pathlib import Path

from bot.core.model import Role
from bot.ruleset.sources import KINDS
from bot.settings import load_settings
from bot.starter import EXAMPLE, without_demo, write_starter
from tests.test_settings import ENVIRON, ROOT


def test_the_demo_is_not_in_a_real_configuration(tmp_path: Path):
    """Its room and its admin become comments; all else stays."""
    write_starter(tmp_path)
    demo, real = (load_settings(folder / "config.yaml", ENVIRON) for folder in (ROOT, tmp_path))

    assert ([room.id for room in demo.rooms], demo.defaults.roles) == (["qunguandemo", "kehu"], {"admin": Role.ADMIN})
    assert (real.rooms, real.defaults.roles) == ((), {})
    assert (real.wecom, real.policy, real.defaults.mouths) == (demo.wecom, demo.policy, demo.defaults.mouths)


def test_the_demo_is_left_as_an_example(tmp_path: Path):
    """Whoever takes the `# ` away has it again."""
    text = (ROOT / "config.yaml").read_text(encoding="utf-8")
    real = without_demo(text)
    examples = [part.split("\n\n")[0] for part in f"{real}\n".split(f"{EXAMPLE}\n")[1:]]
    path = tmp_path / "config.yaml"
    for example in examples:
        real = real.replace(example, "\n".join(line.removeprefix("# ") for line in example.split("\n")))
    path.write_text(real, encoding="utf-8")

    again = load_settings(path, ENVIRON)
    assert len(examples) == 2
    assert ([room.id for room in again.rooms], again.defaults.roles) == (["qunguandemo", "kehu"], {"admin": Role.ADMIN})


def test_editors_find_the_schemas(tmp_path: Path):
    """Every YAML file names the one it has to fit, beside it, in a new folder as in the checkout."""
    write_starter(tmp_path)
    for folder in (ROOT, tmp_path):
        for path in (folder / "config.yaml", *(folder / "content").rglob("*.yaml")):
            first = path.read_text(encoding="utf-8").splitlines()[0]
            named = first.removeprefix("# yaml-language-server: $schema=")

            assert first != named, path
            assert (path.parent / named).is_file()


def test_nothing_is_overwritten(tmp_path: Path):
    """What is there already is kept and said."""
    (tmp_path / "config.yaml").write_text("mine", encoding="utf-8")
    written, kept = write_starter(tmp_path)

    assert (kept, (tmp_path / "config.yaml").read_text(encoding="utf-8")) == ((tmp_path / "config.yaml",), "mine")
    assert {path.relative_to(tmp_path).parts[:2] for path in written} == {
        ("content", folder) for folder in (*KINDS, "schemas")
    }
    assert [path for path in written if path.read_bytes() != (ROOT / path.relative_to(tmp_path)).read_bytes()] == []
