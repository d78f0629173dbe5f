"""帮助: what the bot can be asked."""

from difflib import get_close_matches
from typing import ClassVar, final

from bot.commands import ROLE_NAMES, Answer, Command, Hall, all_commands
from bot.core.model import Role
from bot.core.texts import Text
from bot.orders import Order, Piece

HEAD = Text("help.head", "我是群管，可以这样叫我（在群里 @我，或私聊我；前面加不加“/”都行）：")
MORE = Text("help.more", "想看某一条的写法，发“帮助 指令名”，例如“帮助 申诉”。")
PLAYS = Text("help.plays", "活动：{words}。")
IN_CHARGE_TOO = Text("help.in_charge", "负责人还可以用：{words}。")
ONE = Text("help.one", "{usage}\n可以写成：{words}")
EXAMPLES = Text("help.examples", "例如：\n{examples}")
WHO = Text("help.who", "{roles}可以用。")
UNKNOWN = Text("help.unknown", "没有叫“{word}”的指令。发“帮助”看看有哪些。")
NEAR = Text("help.near", "没有叫“{word}”的指令，是不是想看“帮助 {near}”？")
SHOWN_WORD = 20  # chosen: characters of a word nobody knows that are repeated


@final
class Help(Command):
    """Lists the commands that the asker may use, or explains one."""

    title: ClassVar[str] = "帮助"
    words: ClassVar[tuple[str, ...]] = ("帮助", "help", "?", "？", "菜单")
    usage: ClassVar[str] = "帮助：看看有哪些指令；帮助 指令名：看一条怎么写"
    examples: ClassVar[tuple[str, ...]] = ("帮助", "帮助 申诉")
    works_in_private: ClassVar[bool] = True
    even_muted: ClassVar[bool] = True
    takes: ClassVar[frozenset[Piece]] = frozenset({Piece.TEXT})

    def run(self, order: Order, hall: Hall) -> Answer:
        """Explain the command that is named; list what the asker may use if none is."""
        word = order.text.strip().lstrip("/／").casefold()
        if not word:
            return Answer(text=_listed(hall))
        named = {one: command for command in all_commands().values() for one in command.words}
        if word in named:
            return Answer(text=_explained(named[word], hall))
        near = get_close_matches(word, named, n=1)
        if near:
            return Answer(text=hall.texts.say(NEAR, word=word[:SHOWN_WORD], near=near[0]))
        return Answer(text=hall.texts.say(UNKNOWN, word=word[:SHOWN_WORD]))


def _listed(hall: Hall) -> str:
    """What is for everybody as it is written, the rest by name: all of it fits into one message of 2,048 bytes."""
    commands = all_commands().values()
    lines = [hall.texts.say(HEAD), *(f"· {c.usage}" for c in commands if not c.roles and not c.is_play)]
    plays = "、".join(c.title for c in commands if c.is_play and not c.roles)
    for_some = "、".join(c.title for c in commands if c.roles and hall.role in c.roles)
    if plays:
        lines.append(hall.texts.say(PLAYS, words=plays))
    if for_some:
        lines.append(hall.texts.say(IN_CHARGE_TOO, words=for_some))
    return "\n".join((*lines, hall.texts.say(MORE)))


def _explained(command: Command, hall: Hall) -> str:
    lines = [hall.texts.say(ONE, usage=command.usage, words="、".join(command.words))]
    if command.examples:
        lines.append(hall.texts.say(EXAMPLES, examples="\n".join(f"· {one}" for one in command.examples)))
    if command.roles:
        names = "、".join(ROLE_NAMES[role] for role in Role if role in command.roles)
        lines.append(hall.texts.say(WHO, roles=names))
    return "\n".join(lines)
