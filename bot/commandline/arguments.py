"""What may be typed behind `qunguan`, with help for admins."""

import argparse
from importlib import metadata
from pathlib import Path

from bot.commandline.usage import ChineseParser

ABOUT = "群管 Qunguan：管好企业微信群，让群活起来。"
CONFIG = Path("config.yaml")


def parser() -> ChineseParser:
    """Return the description of every command; `options.command` is the name of its module."""
    top = ChineseParser(prog="qunguan", description=ABOUT)
    version = f"qunguan {metadata.version('qunguan')}"
    top.add_argument("--version", action="version", version=version, help="显示版本")
    top.add_argument("-v", "--verbose", action="store_true", help="多写日志，便于排查问题")
    commands = top.add_subparsers(title="命令", metavar="命令", dest="command", required=True)
    _add_serving(commands)
    _add_trying(commands)
    _add_keeping(commands)
    return top


Commands = argparse._SubParsersAction  # noqa: SLF001 # argparse has no public name for it


def _add_serving(commands: "Commands[ChineseParser]") -> None:
    demo = _command(commands, "demo", "一条命令看效果：启动企业微信模拟器和机器人，打印一个网址")
    demo.add_argument("--port", type=int, default=8000, metavar="端口", help="网页端口，默认 8000；被占用时自动换一个")
    _add_config(demo, "用哪个 config.yaml，默认当前目录的，没有就用自带的")

    run = _command(commands, "run", "运行机器人，接收企业微信的回调")
    _add_config(run, "配置文件，默认 ./config.yaml")

    simulator = _command(commands, "simulator", "只启动企业微信模拟器，打印机器人要用的环境变量")
    simulator.add_argument("--port", type=int, default=8000, metavar="端口", help="端口，默认 8000")
    bot = "http://127.0.0.1:8080"
    simulator.add_argument("--bot", default=bot, metavar="地址", help=f"机器人的地址，默认 {bot}")


def _add_trying(commands: "Commands[ChineseParser]") -> None:
    check = _command(commands, "check", "检查配置或规则文件，一次列出所有问题；有错误时退出码为 1")
    check.add_argument("files", nargs="*", type=Path, metavar="文件", help="配置文件或规则文件，默认检查当前配置")
    _add_config(check, "配置文件，默认 ./config.yaml")

    judge = _command(commands, "judge", "让规则判一批消息，每条输出一行 JSON：会命中什么、记几分、做什么")
    judge.add_argument("file", nargs="?", default="-", metavar="文件", help="纯文本或 JSONL，默认从标准输入读")
    _add_config(judge, "配置文件，默认当前目录的 config.yaml，没有就用自带的规则")


def _add_keeping(commands: "Commands[ChineseParser]") -> None:
    migrate = _command(commands, "migrate", "把数据库升级到当前版本")
    _add_config(migrate, "配置文件，默认 ./config.yaml")

    init = _command(commands, "init", "在一个目录里写出起步用的 config.yaml 和规则、词库")
    init.add_argument("folder", type=Path, metavar="目录", help="写到哪里；已有的文件不会被覆盖")


def _command(commands: "Commands[ChineseParser]", name: str, about: str) -> ChineseParser:
    return commands.add_parser(name, help=about, description=about)


def _add_config(command: ChineseParser, about: str) -> None:
    command.add_argument("--config", type=Path, default=None, metavar="文件", help=about)
