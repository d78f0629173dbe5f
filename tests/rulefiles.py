"""A small configuration with rule files, as an admin keeps it, and what is done to it."""

from pathlib import Path

from bot.settings import Settings, load_settings

CONFIG = f"""
wecom:
  corp_id: ww1
  app: {{agent_id: 1, secret: verysecret, token: tok, encoding_aes_key: {"a" * 43}}}
  archive: {{source: 'http://127.0.0.1/', token: sidecarsecret}}
console: {{token: verysecretconsole}}
storage: {{url: 'sqlite:///bot.db'}}
rooms:
  - {{id: r1, name: 产品交流群, owner: owner, admins: [boss], webhook: webhooksecret}}
rules: rules/*.yaml
words: words/*.txt
texts: texts/*.yaml
policy: {{half_life: 7天}}
"""
ADS = """\
- id: ads
  title: 禁止广告
  when: {phrases: [加微信]}
  then: {points: 3}
"""
LISTED = """\
- id: listed
  title: 词库广告
  when: {words: {lists: [ads]}}
  then: {points: 2}
"""


def write(folder: Path, name: str, text: str) -> None:
    """Save a file the way editors do: beside, then in its place."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def a_folder(folder: Path) -> Path:
    """Fill `folder` with two rules and a word list."""
    write(folder, "config.yaml", CONFIG)
    write(folder, "rules/ads.yaml", ADS)
    write(folder, "rules/listed.yaml", LISTED)
    write(folder, "words/ads.txt", "刷单\n代开发票\n")
    return folder


def settings_in(folder: Path) -> Settings:
    """Read the configuration there."""
    return load_settings(folder / "config.yaml", {})
