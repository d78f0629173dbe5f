"""What may be typed behind `qunguan`, with help for admins."""

import argparse
from importlib import metadata
from pathlib import Path

from bot.commandline.usage import ChineseParser
from bot.playbook import all_kinds

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
    _add_rules(commands)
    _add_quiz(commands)
    _add_credits(commands)
    _add_lottery(commands)
    _add_survey(commands)
    _add_schedule(commands)
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
    formats = "text 给人看（默认），json 给编辑器和 CI 用"
    check.add_argument("--format", choices=("text", "json"), default="text", metavar="格式", help=formats)
    _add_config(check, "配置文件，默认 ./config.yaml")

    schema = _command(commands, "schema", "打印 YAML 的 JSON Schema：编辑器用它补全和检查")
    played = "，".join(f"{key} {kind.title}" for key, kind in all_kinds().items())
    kinds = f"rules 规则文件（默认），config 配置文件，texts 机器人说的话，{played}"
    choices = ("rules", "config", "texts", *all_kinds())
    schema.add_argument("kind", nargs="?", choices=choices, default="rules", metavar="种类", help=kinds)

    judge = _command(commands, "judge", "让规则判一批消息，每条输出一行 JSON：会命中什么、记几分、做什么")
    judge.add_argument("file", nargs="?", default="-", metavar="文件", help="纯文本或 JSONL，默认从标准输入读")
    judge.add_argument("--explain", action="store_true", help="说明原因：怎样归一化，每条规则为什么命中或没有命中")
    judge.add_argument(
        "--format", choices=("json", "text"), metavar="格式", help="输出格式；默认 json，有 --explain 时默认 text"
    )
    strengths = ("off", "weak", "normal", "strong")
    judge.add_argument(
        "--evasion", choices=strengths, metavar="强度", help="所有词语都改用这个 evasion 强度，用来比较效果"
    )
    _add_config(judge, "配置文件，默认当前目录的 config.yaml，没有就用自带的规则")

    parse = _command(
        commands, "parse", "看看一批话会被读成什么指令，每条输出一行 JSON：指令、对谁、多久、原因、要问什么"
    )
    lines = 'JSONL，每行 {"text": …, "members": [名字…], "now": 时间}，默认从标准输入读'
    parse.add_argument("file", nargs="?", default="-", metavar="文件", help=lines)


def _add_rules(commands: "Commands[ChineseParser]") -> None:
    about = "规则的来龙去脉：每次改动、两版的不同、退回去、每条规则的表现"
    rules = commands.add_parser("rules", help=about, description=about)
    actions = rules.add_subparsers(title="动作", metavar="动作", dest="action", required=True)

    history = _command(actions, "history", "每次改动：第几版、何时、谁、改了什么")
    history.add_argument("--limit", type=int, default=30, metavar="条数", help="最多列出几版，默认 30")

    diff = _command(actions, "diff", "两版规则的不同，按规则、按文件、逐行")
    both = "A 到 B；只写 A 是从 A 到磁盘上的文件；都不写是从最新一版到磁盘上的文件"
    diff.add_argument("revisions", nargs="*", type=int, metavar="版本", help=both)

    rollback = _command(actions, "rollback", "把规则、词库、文字的文件退回到某一版；config.yaml 不改写")
    rollback.add_argument("revision", type=int, metavar="版本", help="退回到第几版")
    rollback.add_argument("--yes", action="store_true", help="不再询问，直接退回")

    status = _command(actions, "status", "每条规则：阶段、命中次数和占比、撤销率、多久没有命中")
    for action in (history, diff, rollback, status):
        _add_config(action, "配置文件，默认 ./config.yaml")

    backtest = _command(commands, "backtest", "用存下的消息或一个文件，比较草稿和正在用的规则：会多罚谁、少罚谁")
    draft = "规则文件、词库或文件夹，代替同名的文件和同 id 的规则；不写就用磁盘上的文件"
    backtest.add_argument("drafts", nargs="*", type=Path, metavar="草稿", help=draft)
    source = backtest.add_mutually_exclusive_group()
    source.add_argument("--days", type=int, default=7, metavar="天数", help="最近几天存下的消息，默认 7")
    source.add_argument("--file", type=Path, metavar="文件", help="消息文件，JSONL，和 judge 的一样")
    backtest.add_argument("--room", metavar="群", help="只看这个群")
    backtest.add_argument("--samples", type=int, default=5, metavar="条数", help="每种变化最多列几个例子，默认 5")
    backtest.add_argument("--format", choices=("text", "json"), default="text", metavar="格式", help="text 或 json")
    _add_config(backtest, "配置文件，默认当前目录的 config.yaml，没有就用自带的规则")

    replay = _command(commands, "replay", "用当时的规则把存下的消息重判一遍，核对每个字节；有不一致时退出码为 1")
    which = replay.add_mutually_exclusive_group()
    which.add_argument("--message", type=int, metavar="编号", help="只重判这一条，编号见判定记录里的 id")
    which.add_argument("--since", metavar="时长", help="最近多久的消息，例如 1天")
    which.add_argument("--last", type=int, metavar="条数", help="最近多少条，默认 1000")
    _add_config(replay, "配置文件，默认 ./config.yaml")


def _add_quiz(commands: "Commands[ChineseParser]") -> None:
    about = "有奖问答：判断一批答案对不对，列出题库"
    quiz = commands.add_parser("quiz", help=about, description=about)
    actions = quiz.add_subparsers(title="动作", metavar="动作", dest="action", required=True)

    judge = _command(actions, "judge", "判断每行的答案对不对，每行输出一个 JSON：verdict 是 right 或 wrong，why 是理由")
    lines = (
        'JSONL，每行 {"question": 题目, "accepted": [认可的答案…], "answer": 回答}，还可以有 options（选项）、'
        "refused（不认的答案）、type（choice、several、judge、text）；默认从标准输入读。不像作答的话也算 wrong"
    )
    judge.add_argument("file", nargs="?", default="-", metavar="文件", help=lines)

    listed = _command(actions, "list", "每个题库一行：有几题、各种题几道、共几分")
    _add_config(listed, "配置文件，默认当前目录的 config.yaml，没有就用自带的")


def _add_credits(commands: "Commands[ChineseParser]") -> None:
    about = "积分：核对账目，导出流水"
    credits_of = commands.add_parser("credits", help=about, description=about)
    actions = credits_of.add_subparsers(title="动作", metavar="动作", dest="action", required=True)

    audit = _command(actions, "audit", "用全部流水重算每个人的积分，和存下的比对；有不一致时逐条列出，退出码为 1")

    export = _command(actions, "export", "导出全部积分流水（CSV），最早的在前")
    export.add_argument("--room", metavar="群", help="只要这个群的，写 id 或群名")
    export.add_argument("--output", type=Path, metavar="文件", help="写到哪个文件；不写就打印出来")
    for action in (audit, export):
        _add_config(action, "配置文件，默认 ./config.yaml")


def _add_survey(commands: "Commands[ChineseParser]") -> None:
    about = "问卷：把答卷导出成表格"
    survey = commands.add_parser("survey", help=about, description=about)
    actions = survey.add_subparsers(title="动作", metavar="动作", dest="action", required=True)
    export = _command(actions, "export", "一份问卷的全部答卷，CSV；匿名问卷不带姓名")
    export.add_argument("number", type=int, metavar="编号", help="问卷的编号，群里发起时会告诉您")
    export.add_argument(
        "-o", "--output", type=Path, default=None, metavar="文件", help="写到文件（Excel 能直接打开）；不写就打印"
    )
    _add_config(export, "配置文件，默认 ./config.yaml")


def _add_lottery(commands: "Commands[ChineseParser]") -> None:
    about = "抽奖：导出一次开奖的验证文件，核对验证文件"
    lottery = commands.add_parser("lottery", help=about, description=about)
    actions = lottery.add_subparsers(title="动作", metavar="动作", dest="action", required=True)

    export = _command(actions, "export", "打印一次已开奖的抽奖的验证文件（JSON），里面没有名字和账号")
    export.add_argument("number", type=int, metavar="编号", help="抽奖的编号")
    _add_config(export, "配置文件，默认 ./config.yaml")

    verify = _command(actions, "verify", "从头重算一个验证文件，逐步说明；对不上时退出码为 1")
    verify.add_argument("file", metavar="文件", help="export 得到的文件，- 是从标准输入读")
    verify.add_argument("--commitment", metavar="校验码", help="开始时群里公布的密钥校验码，一起核对")
    verify.add_argument("--list-hash", metavar="校验码", help="截止时群里公布的名单校验码，一起核对")

    about = "奖品：导出中奖和兑换的记录"
    prizes = commands.add_parser("prizes", help=about, description=about)
    actions = prizes.add_subparsers(title="动作", metavar="动作", dest="action", required=True)
    listed = _command(actions, "export", "导出奖品记录（CSV）：谁得了什么、有没有领；不含领奖码")
    listed.add_argument("--room", metavar="群", help="只要这个群的，写 id 或群名")
    listed.add_argument("--output", type=Path, metavar="文件", help="写到哪个文件；不写就打印出来")
    _add_config(listed, "配置文件，默认 ./config.yaml")


def _add_schedule(commands: "Commands[ChineseParser]") -> None:
    about = "定时的事：接下来什么时候会发生什么"
    schedule = commands.add_parser("schedule", help=about, description=about)
    actions = schedule.add_subparsers(title="动作", metavar="动作", dest="action", required=True)
    coming = _command(actions, "list", "按时间列出接下来会发生的事：定时的话题、问候、答题，到点的抽奖、问卷")
    coming.add_argument("--next", default="7d", metavar="时长", help="看多久以内的，例如 7d、12h，默认 7d")
    coming.add_argument("--room", metavar="群", help="只看这个群，写 id 或群名")
    coming.add_argument("--format", choices=("text", "json"), default="text", metavar="格式", help="text 或 json")
    _add_config(coming, "配置文件，默认 ./config.yaml")


def _add_keeping(commands: "Commands[ChineseParser]") -> None:
    migrate = _command(commands, "migrate", "把数据库升级到当前版本")
    _add_config(migrate, "配置文件，默认 ./config.yaml")

    init = _command(commands, "init", "在一个目录里写出起步用的 config.yaml 和规则、词库")
    init.add_argument("folder", type=Path, metavar="目录", help="写到哪里；已有的文件不会被覆盖")


def _command(commands: "Commands[ChineseParser]", name: str, about: str) -> ChineseParser:
    return commands.add_parser(name, help=about, description=about)


def _add_config(command: ChineseParser, about: str) -> None:
    command.add_argument("--config", type=Path, default=None, metavar="文件", help=about)
