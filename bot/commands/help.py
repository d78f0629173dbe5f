"""帮助: what the bot can be asked."""

from typing import ClassVar, final

from bot.commands import Answer, Command, Hall, Order, all_commands
from bot.core.texts import Text

HEAD = Text("help.head", "我是群管，可以这样叫我（@我 或私聊，前面加不加“/”都行）：")


@final
class Help(Command):
    """Lists the commands that the asker may use."""

    title: ClassVar[str] = "帮助"
    words: ClassVar[tuple[str, ...]] = ("帮助", "help", "?", "？")
    usage: ClassVar[str] = "帮助：看看有哪些指令"
    works_in_private: ClassVar[bool] = True

    def run(self, order: Order, hall: Hall) -> Answer:
        """List what the asker may use."""
        usages = [c.usage for c in all_commands().values() if not c.roles or order.role in c.roles]
        return Answer(text="\n".join((hall.texts.say(HEAD), *(f"· {usage}" for usage in usages))))
