"""设置: what those in charge may set for this room by order."""

from typing import ClassVar, final

from bot.commands import IN_CHARGE, Answer, Command, Hall
from bot.core.actions import StateChange
from bot.core.model import Role
from bot.core.texts import Text
from bot.core.tuning import PREFIX, SETTINGS, Setting, setting_named, setting_near
from bot.orders import Order, Piece

HEAD = Text("settings.head", "本群的设置（发“设置 名称 值”来改，“设置 名称 默认”改回配置文件的值）：")
LINE = Text("settings.line", "· {title}：{value}（{about}）")
ONE = Text("settings.one", "{title}现在是“{value}”：{about}。要改请发“设置 {title} {written}”。")
UNKNOWN = Text("settings.unknown", "没有叫“{name}”的设置。可以设置的有：{names}。")
NEAR = Text("settings.near", "没有叫“{name}”的设置，是不是“{near}”？例如“设置 {near} {written}”。")
WRONG = Text("settings.wrong", "{title}不能设成“{value}”：{why}。")
DONE = Text("settings.done", "{title}已从“{before}”改为“{after}”，从现在起生效。")
ONLY_LOWER = Text(
    "settings.only_lower",
    "{title}在群里只能调低，现在是“{value}”。可以发“设置 {title} 默认”；还要更高，请改 config.yaml。",
)
SAME = Text("settings.same", "{title}本来就是“{value}”。")
BACK = Text("settings.back", "{title}已改回配置文件的值，从现在起生效。")
OWN = "本群自定"
DEFAULT = frozenset({"默认", "恢复", "还原", "default"})
_BETWEEN = "：:=＝，,"
SHOWN = 20  # chosen: characters of what was written that are repeated


@final
class Settings(Command):
    """Lists what is set, or sets one thing."""

    title: ClassVar[str] = "设置"
    words: ClassVar[tuple[str, ...]] = ("设置", "settings")
    usage: ClassVar[str] = "设置：看本群的设置；设置 名称 值：改一项"
    examples: ClassVar[tuple[str, ...]] = ("设置", "设置 安静时段 22:30-7:00", "设置 改正时间 默认")
    roles: ClassVar[frozenset[Role]] = IN_CHARGE
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})

    def run(self, order: Order, hall: Hall) -> Answer:
        """List or set."""
        name, value = _split(order.text)
        if not name:
            return Answer(text=_listed(hall))
        setting = setting_named(name)
        if setting is None:
            return Answer(text=_unknown(name, hall))
        if not value:
            shown = setting.shown(hall.policy)
            one = hall.texts.say(ONE, title=setting.title, value=shown, about=setting.about, written=setting.written)
            return Answer(text=one)
        return _back(setting, hall) if value in DEFAULT else _changed(setting, value, hall)


def _split(text: str) -> tuple[str, str]:
    """Return the name and the value in `text`; the name may be glued to the value, or hold blanks."""
    words = text.split()
    for count in range(len(words), 0, -1):
        name = "".join(words[:count]).rstrip(_BETWEEN)
        if setting_named(name) is not None:
            return name, _plain_value("".join(words[count:]))
    glued = "".join(words)
    names = sorted((n for s in SETTINGS for n in (s.title, *s.aliases) if glued.startswith(n)), key=len)
    if names:
        return names[-1], _plain_value(glued.removeprefix(names[-1]))
    return (words[0], "".join(words[1:])) if words else ("", "")


def _plain_value(value: str) -> str:
    """Return `value` without what joins it to its name."""
    for word in ("改为", "改成", "设为", "为", "是"):
        value = value.lstrip(_BETWEEN).removeprefix(word)
    return value.lstrip(_BETWEEN)


def _listed(hall: Hall) -> str:
    lines = [hall.texts.say(HEAD)]
    for setting in SETTINGS:
        own = f"，{OWN}" if hall.state.get(PREFIX + setting.id) is not None else ""
        value = f"{setting.shown(hall.policy)}{own}"
        lines.append(hall.texts.say(LINE, title=setting.title, value=value, about=setting.about))
    return "\n".join(lines)


def _unknown(name: str, hall: Hall) -> str:
    near = setting_near(name)
    if near is not None:
        return hall.texts.say(NEAR, name=name[:SHOWN], near=near.title, written=near.written)
    return hall.texts.say(UNKNOWN, name=name[:SHOWN], names="、".join(s.title for s in SETTINGS))


def _changed(setting: Setting, value: str, hall: Hall) -> Answer:
    try:
        after = setting.parse(value)
    except ValueError as error:
        return Answer(text=hall.texts.say(WRONG, title=setting.title, value=value[:SHOWN], why=error))
    shown = setting.shown(hall.policy)
    if after == shown:
        return Answer(text=hall.texts.say(SAME, title=setting.title, value=after))
    if setting.shown(setting.apply(hall.policy, after)) != after:
        return Answer(text=hall.texts.say(ONLY_LOWER, title=setting.title, value=shown))
    text = hall.texts.say(DONE, title=setting.title, before=shown, after=after)
    return Answer(text=text, states=(_change(setting, after, hall),))


def _back(setting: Setting, hall: Hall) -> Answer:
    text = hall.texts.say(BACK, title=setting.title)
    change = _change(setting, None, hall)
    return Answer(text=text, states=() if change.before is None else (change,))


def _change(setting: Setting, after: str | None, hall: Hall) -> StateChange:
    key = PREFIX + setting.id
    return StateChange(room=hall.room.id, key=key, before=hall.state.get(key), after=after)
