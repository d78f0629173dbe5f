"""`config.yaml` and the environment become settings, or every reason why not, and no secret is ever shown."""

from collections.abc import Mapping
from datetime import time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.effects import Say
from bot.core.model import Role, RoomId
from bot.core.policy import Act, Appeals, Hours, Step
from bot.documents.problems import Problem, Severity, render
from bot.documents.secrets import Secret
from bot.settings import (
    Settings,
    SettingsError,
    check_files,
    load_content,
    load_rules,
    load_settings,
    load_texts,
    read_settings,
)
from bot.texts import all_texts

ROOT = Path(__file__).parents[1]
ENVIRON: Mapping[str, str] = {
    "WECOM_API_BASE": "http://127.0.0.1:8000/",
    "WECOM_CORP_ID": "wwdemo",
    "WECOM_AGENT_ID": "1000002",
    "WECOM_APP_SECRET": "app-secret-value",
    "WECOM_APP_TOKEN": "apptokenvalue",
    "WECOM_APP_AES_KEY": "A" * 43,
    "WECOM_AIBOT_TOKEN": "aibottokenvalue",
    "WECOM_AIBOT_AES_KEY": "B" * 43,
    "WECOM_ARCHIVE_SOURCE": "http://127.0.0.1:8000/archive",
    "WECOM_ARCHIVE_TOKEN": "archive-token-value",
    "QUNGUAN_CONSOLE_TOKEN": "console-token-value",
    "QUNGUAN_DATABASE": "postgresql://bot:database-password@db/qunguan",
}
SECRETS = tuple(value for name, value in ENVIRON.items() if "TOKEN" in name or "SECRET" in name or "KEY" in name)
SMALL = """
wecom:
  corp_id: ww1
  app: {agent_id: 1, secret: verysecret, token: tok, encoding_aes_key: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}
console: {token: verysecretconsole}
"""
ARCHIVE = "  archive: {source: 'http://127.0.0.1/', token: sidecar}\n"
AIBOT = f"  aibot: {{token: tok, encoding_aes_key: {'b' * 43}}}\n"
ASKED = "defaults: {admins: [boss]}\n"
WHOLE = SMALL.replace("console:", f"{ARCHIVE}{AIBOT}console:") + ASKED


def written(folder: Path, text: str) -> Path:
    """Write `text` as a configuration into `folder`."""
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(folder: Path, text: str) -> tuple[Problem, ...]:
    """Return all problems of the configuration `text`."""
    return read_settings(written(folder, text), {})[1]


def told(folder: Path, more: str) -> list[tuple[int, str]]:
    """Return line (of `more`) and cause of every problem of a good configuration with `more` below it."""
    below = SMALL.count("\n")
    return [(p.line - below, p.cause) for p in problems_of(folder, SMALL + more)]


def starter() -> Settings:
    """Return the settings of the starter `config.yaml`."""
    return load_settings(ROOT / "config.yaml", ENVIRON)


def test_the_starter_configuration_works_unchanged():
    """With the variables of the demo it gives settings, rules and texts."""
    settings = starter()

    assert (settings.server.host, settings.server.port) == ("127.0.0.1", 8080)
    assert settings.wecom.api_base == "http://127.0.0.1:8000"
    assert settings.wecom.app.agent_id == 1000002
    assert settings.wecom.aibot is not None
    assert settings.wecom.aibot.encoding_aes_key.reveal() == "B" * 43
    assert settings.wecom.archive is not None
    assert settings.wecom.archive.poll == timedelta(seconds=30)
    assert settings.storage.url.reveal() == ENVIRON["QUNGUAN_DATABASE"]
    assert settings.storage.keep == timedelta(days=180)
    assert settings.zone.key == "Asia/Shanghai"
    assert settings.base == ROOT
    assert len(load_rules(settings).rules) >= 8
    assert load_texts(settings, all_texts()).overrides == {}


def test_the_demo_room_is_in_the_starter_configuration():
    """The room, its chats and its people are those of the demo."""
    room, customers = starter().rooms

    assert (room.id, room.name, room.ear, room.mouths) == (
        "qunguandemo",
        "产品交流群",
        "auto",
        ("app", "aibot", "webhook"),
    )
    assert [room.chat(c) for c in ("archive", "aibot", "app")] == ["wrDemoArchive01", "wrDemoAibot0001", "qunguandemo"]
    assert room.roles == {"wangfang": Role.OWNER, "liqiang": Role.HELPER, "admin": Role.ADMIN}
    assert (customers.id, customers.chat("archive"), customers.mouths) == ("kehu", "wrDemoCustomer01", ("app",))
    assert customers.roles == room.roles


def test_no_secret_is_printed_with_the_settings():
    """Neither the settings nor anything in them shows a secret by itself."""
    settings = starter()

    assert [secret for secret in (*SECRETS, "database-password") if secret in f"{settings!r} {settings}"] == []


def test_every_missing_variable_is_told_by_name():
    """All at once, each at its place, and only those without a default."""
    with pytest.raises(SettingsError) as caught:
        load_settings(ROOT / "config.yaml", {})

    named = [problem.cause.split()[1] for problem in caught.value.problems]
    assert sorted(named) == sorted(set(ENVIRON) - {"WECOM_API_BASE", "QUNGUAN_DATABASE"})


def test_judging_needs_no_secret():
    """Rules can be checked and tried on a machine that has none of the variables."""
    content = load_content(ROOT / "config.yaml", {})

    assert len(load_rules(content).rules) >= 8


def test_what_is_left_out_has_a_default(tmp_path: Path):
    """The smallest configuration is the app and the console."""
    settings = load_settings(written(tmp_path, SMALL), {})

    assert settings.wecom.api_base == "https://qyapi.weixin.qq.com"
    assert (settings.wecom.aibot, settings.wecom.archive, settings.rooms) == (None, None, ())
    assert settings.rules == ("content/rules/*.yaml",)
    assert settings.policy.ladder[2] == Step(at=6, act=Act.MUTE, lasts=timedelta(minutes=10))


def test_paths_are_relative_to_the_configuration(tmp_path: Path):
    """The bot may be started from anywhere."""
    settings = load_settings(written(tmp_path, SMALL + "storage: {url: 'sqlite:///data/x.db'}\nrules: r/*.yaml\n"), {})

    assert settings.storage.url == Secret(f"sqlite:///{tmp_path}/data/x.db")
    assert settings.rules == ("r/*.yaml",)


def test_rooms_and_defaults_become_rooms(tmp_path: Path):
    """Roles, chats, ear, mouths and the robots' keys are where the rest of the bot looks for them."""
    more = """
rooms:
  - {id: a, chats: {app: c1}, ear: archive, mouths: [webhook], webhook: key-of-a, owner: o, staff: [s, o]}
  - {id: b}
defaults: {ear: aibot, admins: [boss]}
"""
    settings = load_settings(written(tmp_path, SMALL + more), {})
    a, b = settings.rooms

    assert (a.chats, a.ear, a.mouths, a.roles) == ({"app": "c1"}, "archive", ("webhook",), {"s": "staff", "o": "owner"})
    assert (b.ear, b.roles) == ("auto", {})
    assert (settings.defaults.id, settings.defaults.ear, settings.defaults.roles) == ("", "aibot", {"boss": "admin"})
    assert settings.webhooks == {RoomId("a"): Secret("key-of-a")}


def test_a_room_may_have_its_own_policy_key_by_key(tmp_path: Path):
    """What a room writes stands over the policy of all rooms, which stands over the defaults; groups key by key."""
    more = """
policy: {removals: 7, quiet: "23:00-7:00", appeals: {monthly: 1}}
rooms:
  - {id: a, ledger: 产品, policy: {expires: 30天, quiet: 无, appeals: {answer: 2小时}, asking: {office: ["9:00-24:00"]}}}
  - {id: b, ledger: 产品}
"""
    settings = load_settings(written(tmp_path, SMALL + more), {})
    mine = settings.policies[RoomId("a")]

    assert [room.account for room in settings.rooms] == ["=产品", "=产品"]
    assert set(settings.policies) == {"a"}
    assert (settings.policy.half_life, settings.policy.quiet) == (
        timedelta(days=7),
        Hours(since=time(23), until=time(7)),
    )
    assert (mine.half_life, mine.expires, mine.quiet, mine.removals) == (None, timedelta(days=30), None, 7)
    assert mine.appeals == Appeals(monthly=1, answer=timedelta(hours=2))
    assert mine.asking.office.periods == ((time(9), time.max),)


def test_an_office_may_never_close(tmp_path: Path):
    """Whoever answers at any hour says so in one word."""
    policy = load_settings(
        written(tmp_path, SMALL + "policy: {asking: {office: [全天]}, absence: {hours: 无}}\n"), {}
    ).policy

    assert policy.asking.office.always
    assert policy.absence.hours is None


def test_the_policy_is_the_one_written(tmp_path: Path):
    """Every key of it reaches the decision."""
    more = """
policy:
  half_life: 2天
  grace: 3秒
  immune: [owner]
  muted_points: 0.5
  ladder: [{at: 2, do: warn}, {at: 4, do: mute, for: 1小时}]
"""
    policy = load_settings(written(tmp_path, SMALL + more), {}).policy

    assert (policy.half_life, policy.grace) == (timedelta(days=2), timedelta(seconds=3))
    assert (policy.immune, policy.muted_points) == (frozenset({Role.OWNER}), 0.5)
    assert policy.ladder == (Step(at=2, act=Act.WARN), Step(at=4, act=Act.MUTE, lasts=timedelta(hours=1)))


WRONG = [
    ("server: {port: 0}\n", [(1, "“port” 不能小于 1，这里是 “0”")]),
    ("server: {port: 65536}\n", [(1, "“port” 不能大于 65535，这里是 “65536”")]),
    ("server: {prot: 80}\n", [(1, "未知的键 “prot”")]),
    ("storage: {url: 'mysql://x'}\n", [(1, "“url” 要写成 sqlite:///路径 或 postgresql://用户:密码@主机/库名")]),
    ("time_zone: Asia/Shanghia\n", [(1, "“time_zone” 不是时区名。你是不是想写 “Asia/Shanghai”？")]),
    ("rooms: [{id: a b}]\n", [(1, "“id” 要写 1–64 个字母、数字或 _ . -")]),
    ("rooms: [{id: a}, {id: a}]\n", [(1, "群 id “a” 重复了，群 “a” 已经用过")]),
    (
        "rooms:\n  - {id: a, chats: {app: c}}\n  - {id: b, chats: {app: c}}\n",
        [(3, "app 的群聊 “c” 重复了，群 “a” 已经用过")],
    ),
    ("rooms: [{id: a, ear: ears}]\n", [(1, "“ear” 不能是 “ears”")]),
    ("rooms: [{id: a, mouths: [apps]}]\n", [(1, "“mouths” 第 1 项不能是 “apps”")]),
    ("rooms: [{id: a, mouths: []}]\n", [(1, "“mouths” 是空的，至少写一条")]),
    ("rooms: [{id: a, chats: {apps: c}}]\n", [(1, "未知的键 “apps”")]),
    ("policy: {half_life: 7}\n", [(1, "“half_life” ")]),
    (
        "policy: {ladder: [{at: 3, do: warn}, {at: 3, do: hint}]}\n",
        [(1, "阶梯要一级比一级高：3 分没有超过上一级的 3 分")],
    ),
    (
        "policy: {ladder: [{at: 3, do: mute}]}\n",
        [(1, "写 do: mute 时要用 for 写明时长（例如 for: 10分钟），其他处罚不写 for")],
    ),
    ("policy: {muted_points: -1}\n", [(1, "“muted_points” 不能小于 0，这里是 “-1”")]),
    ("policy: {half_life: boss}\n", [(1, "“half_life” ")]),
    ("policy: {immune: [boss]}\n", [(1, "“immune” 第 1 项不能是 “boss”")]),
    (
        "policy: {half_life: 7天, expires: 30天}\n",
        [(1, "half_life（逐渐减半）和 expires（到期清零）只能写一个，请删去一个")],
    ),
    (
        "policy: {ladder: [{at: 3, do: tag}]}\n",
        [(1, "写 do: tag 时要用 tag 写明标签（例如 tag: 待观察），其他处罚不写 tag")],
    ),
    ("policy: {quiet: 晚上}\n", [(1, "“quiet” 的 “晚上”不是时段，请写成 09:00-18:00；不需要就写 无")]),
    ("policy: {asking: {office: ['22:00-6:00']}}\n", [(1, "“office” 第 1 项的 “22:00-6:00”跨过了零点")]),
    ("policy: {absence: {factor: 0.5}}\n", [(1, "“factor” 不能小于 1")]),
    ("policy: {operators: {hourly: 0}}\n", [(1, "“hourly” 不能小于 1")]),
    (
        "rooms: [{id: a, policy: {ladder: [{at: 3, do: warn}, {at: 2, do: hint}]}}]\n",
        [(1, "阶梯要一级比一级高：2 分没有超过上一级的 3 分")],
    ),
    ("defaults: {webhook: abc}\n", [(1, "未知的键 “webhook”")]),
    (
        "rooms: [{id: a, eer: 1}, {id: a}]\n",
        [(1, "未知的键 “eer”"), (1, "群 id “a” 重复了，群 “a” 已经用过")],
    ),
    (
        "sever: {}\npolicy: {ladder: [{at: 3, do: ban}, {at: 2, do: hint}]}\n",
        [
            (2, "“do” 不能是 “ban”"),
            (1, "未知的键 “sever”"),
            (2, "阶梯要一级比一级高：2 分没有超过上一级的 3 分"),
        ],
    ),
    ("policy: {ladder: [{at: 3, do: ban}]}\n", [(1, "“do” 不能是 “ban”")]),
]


@pytest.mark.parametrize(("more", "expected"), WRONG, ids=[more for more, _ in WRONG])
def test_a_wrong_value_is_told_at_its_place(tmp_path: Path, more: str, expected: list[tuple[int, str]]):
    """The cause says what is wrong, the place where."""
    found = told(tmp_path, more)

    assert [line for line, _ in found] == [line for line, _ in expected]
    assert [cause[: len(start)] for (_, cause), (_, start) in zip(found, expected, strict=True)] == [
        start for _, start in expected
    ]


def test_wrong_secrets_are_told_without_being_shown(tmp_path: Path):
    """The form is explained; the value is not repeated, not even in the line shown."""
    text = """
wecom:
  corp_id: ww1
  archive: leaked-archive-token
  app:
    agent_id: 1
    secert: leaked-secret
    token: "leaked token!"
    encoding_aes_key: leaked-key
console: leaked-console
storage: {url: leaked-url, kep: 1}
"""
    report = render(problems_of(tmp_path, text))

    assert "leaked" not in report
    assert "“token” 要写 1–32 个字母或数字" in report
    assert "“encoding_aes_key” 要正好 43 个字母或数字" in report
    assert "你是不是想写 “secret”？" in report


def test_secrets_do_not_show_when_the_file_cannot_be_read(tmp_path: Path):
    """A broken line is shown with its values masked."""
    text = "wecom:\n  app:\n    secret：leaked-one\n\t token: @leaked-two\n    encoding_aes_key: 'leaked-three\n"

    assert "leaked" not in render(problems_of(tmp_path, text))


def test_an_unknown_key_is_printed_with_place_line_and_mend(tmp_path: Path):
    """The report of a configuration reads as one text."""
    path = written(tmp_path, SMALL + "sever: {port: 80}\n")
    _, problems = read_settings(path, {})

    assert render(problems) == (
        f"{path}:6:1  未知的键 “sever”\n"
        "    sever: {port: 80}\n"
        "    ^^^^^\n"
        "  你是不是想写 “server”？\n"
        "  改成：\n"
        "    server: {port: 80}"
    )


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n", "just text\n", "a：b\n"])
def test_a_file_that_is_no_configuration_is_a_problem(tmp_path: Path, text: str):
    """Whatever it is, it is told and not crashed on."""
    with pytest.raises(SettingsError):
        load_settings(written(tmp_path, text), {})


def test_a_missing_file_is_a_problem(tmp_path: Path):
    """The path is named."""
    with pytest.raises(SettingsError, match="文件打不开"):
        load_settings(tmp_path / "config.yaml", {})


FAST_RULE = "- {id: fast, title: 快, when: {rate: 3}, then: {points: 1}}\n"
GOOD_RULE = (
    "- {id: good, title: 好, when: {words: [加微信]}, then: {points: 1}, examples: {hit: [加微信], pass: [你好]}}\n"
)


def test_checking_a_configuration_checks_all_it_points_at(tmp_path: Path):
    """Rules, texts and rooms are checked together, warnings included."""
    (tmp_path / "rules.yaml").write_text(
        GOOD_RULE + "- {id: fast, title: 快, when: {rate: 3}}\n- {id: bad, title: 坏, when: {wordz: [a]}}\n",
        encoding="utf-8",
    )
    (tmp_path / "texts.yaml").write_text("policy.hnt: x\npolicy.hint: '{membr}'\n", encoding="utf-8")
    more = "rules: rules.yaml\ntexts: texts.yaml\nrooms: [{id: deaf, name: 聋, ear: aibot}]\n"
    path = written(tmp_path, WHOLE + more.replace("id: deaf", "id: deaf, owner: o"))

    problems = check_files([], path, {}, known_texts=all_texts())
    assert sorted((p.file, p.cause) for p in problems) == [
        ("rules.yaml", "未知的条件 “wordz”"),
        ("texts.yaml", "未知的占位符 “{membr}”"),
        ("texts.yaml", "没有编号为 “policy.hnt” 的文字"),
    ]


def test_a_rule_that_a_room_cannot_feed_is_a_warning(tmp_path: Path):
    """Where only @s are heard, a rate limit would be silently useless."""
    (tmp_path / "rules.yaml").write_text(FAST_RULE, encoding="utf-8")
    more = "rules: rules.yaml\nrooms: [{id: deaf, ear: aibot, owner: o}, {id: b, owner: o}]\n"
    path = written(tmp_path, WHOLE + more)

    [problem] = check_files([], path, {}, known_texts=())
    assert (problem.place, problem.code, problem.severity) == ("rules.yaml:1:24", "unfed", Severity.WARNING)
    assert problem.cause.startswith("规则 “fast” 在群 “deaf”里不起作用：它要听到所有发言")


def test_without_an_archive_no_room_hears_all(tmp_path: Path):
    """`auto` then means the aibot, for rooms never seen before, too."""
    (tmp_path / "rules.yaml").write_text(FAST_RULE, encoding="utf-8")
    more = "rules: rules.yaml\nrooms: [{id: a, ear: archive, owner: o}, {id: b, owner: o}]\n"
    path = written(tmp_path, SMALL + ASKED + more)

    causes = [problem.cause for problem in check_files([], path, {}, known_texts=()) if problem.code == "unfed"]
    assert [cause.split("里不起作用")[0] for cause in causes] == ["规则 “fast” 在群 “b”、“没有写在 rooms 里的群”"]


def test_a_rule_file_is_checked_among_the_others(tmp_path: Path):
    """Ids are unique over all files, and only the problems of the file in question are told."""
    (tmp_path / "a.yaml").write_text(GOOD_RULE, encoding="utf-8")
    (tmp_path / "b.yaml").write_text("- {id: other, title: 坏, when: {wordz: 1}}\n", encoding="utf-8")
    new = tmp_path / "new" / "c.yaml"
    new.parent.mkdir()
    new.write_text(GOOD_RULE, encoding="utf-8")
    path = written(tmp_path, SMALL + "rules: '*.yaml'\n".replace("*", "[ab]"))

    problems = check_files([new], path, {}, known_texts=())
    assert [(p.file, p.line, p.cause) for p in problems] == [
        ("new/c.yaml", 1, "规则 id “good” 重复了，a.yaml:1 已经用过")
    ]


def test_each_kind_of_file_is_checked_as_what_it_is(tmp_path: Path):
    """Another configuration, a file of texts, and a rule file may be given together."""
    (tmp_path / "texts.yaml").write_text("policy.hnt: x\n", encoding="utf-8")
    (tmp_path / "rules.yaml").write_text("- {id: a, title: t, when: {wordz: 1}}\n", encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text(SMALL + "sever: {}\nrules: none.yaml\n", encoding="utf-8")
    path = written(tmp_path, SMALL + "texts: texts.yaml\n")

    problems = check_files([other, tmp_path / "texts.yaml", tmp_path / "rules.yaml"], path, {}, known_texts=all_texts())
    assert [(Path(p.file).name, p.cause) for p in problems if p.severity is Severity.ERROR] == [
        ("other.yaml", "未知的键 “sever”"),
        ("rules.yaml", "未知的条件 “wordz”"),
        ("texts.yaml", "没有编号为 “policy.hnt” 的文字"),
    ]


def test_word_lists_that_cannot_be_used_are_told(tmp_path: Path):
    """Twice the same name, a wrong encoding, and a file that is none."""
    for name in ("a/ads.txt", "b/ads.txt", "c/gbk.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes("广告\n".encode("gbk" if "gbk" in name else "utf-8"))
    path = written(tmp_path, WHOLE + "words: ['*/*.txt']\nrules: rules.yaml\n")

    assert sorted((p.file, p.cause, p.severity) for p in check_files([], path, {}, known_texts=())) == [
        ("b/ads.txt", "词库 “ads” 重名了", "error"),
        ("c/gbk.txt", "文件不是 UTF-8 编码，像是 GBK（记事本的 “ANSI”）", "error"),
        ("config.yaml", "没有文件符合 rules: rules.yaml，机器人不会判断任何发言", "warning"),
    ]


def test_bad_content_is_refused_with_all_its_problems(tmp_path: Path):
    """Neither rules nor texts are used in part."""
    (tmp_path / "rules.yaml").write_text("- {id: a}\n", encoding="utf-8")
    (tmp_path / "texts.yaml").write_text("x.y: z\n", encoding="utf-8")
    content = load_content(written(tmp_path, "rules: rules.yaml\ntexts: texts.yaml\n"), {})

    with pytest.raises(SettingsError, match="缺少必填的键 “title”"):
        load_rules(content)
    with pytest.raises(SettingsError, match=r"没有编号为 “x\.y” 的文字"):
        load_texts(content, all_texts())


def test_errors_of_the_configuration_hide_none_in_the_rules(tmp_path: Path):
    """Rules given and rules pointed at are checked with what of the configuration could be read."""
    (tmp_path / "r.yaml").write_text("- {id: a, title: t, when: {wordz: 1}}\n", encoding="utf-8")
    path = written(tmp_path, "time_zone: 火星\nwecom: {}\nrules: r.yaml\n")

    assert [p.cause for p in check_files([tmp_path / "r.yaml"], path, {}, known_texts=())] == [
        "“time_zone” 不是时区名。例如 Asia/Shanghai。",
        "未知的条件 “wordz”",
    ]
    assert [p.cause for p in check_files([], path, {}, known_texts=())] == [
        "“time_zone” 不是时区名。例如 Asia/Shanghai。",
        "缺少必填的键 “corp_id”",
        "缺少必填的键 “app”",
        "未知的条件 “wordz”",
    ]


def test_rules_are_checked_even_if_the_configuration_cannot_be_read(tmp_path: Path):
    """They are then looked for where they are by default."""
    rules = tmp_path / "content" / "rules" / "r.yaml"
    rules.parent.mkdir(parents=True)
    rules.write_text("- {id: a, title: t, when: {wordz: 1}}\n", encoding="utf-8")
    path = written(tmp_path, "rooms: [\n")

    told = [p.cause for p in check_files([], path, {}, known_texts=())]
    assert (len(told), told[-1]) == (2, "未知的条件 “wordz”")


def advised(folder: Path, text: str) -> list[tuple[int, str]]:
    """Return line and the beginning of the cause of every warning about the good configuration `text`."""
    settings, problems = read_settings(written(folder, text), {})
    assert settings is not None
    assert {problem.severity for problem in problems} <= {Severity.WARNING}
    return [(problem.line, problem.cause.split("：")[0]) for problem in problems]


def test_a_bot_that_hears_no_group_is_a_warning(tmp_path: Path):
    """With neither archive nor aibot nothing is judged."""
    deaf = (2, "既没有 wecom.archive 也没有 wecom.aibot")

    assert advised(tmp_path, SMALL + ASKED) == [deaf]
    assert advised(tmp_path, SMALL.replace("console:", f"{AIBOT}console:") + ASKED) == []
    assert advised(tmp_path, SMALL.replace("console:", f"{ARCHIVE}console:") + ASKED) == []


def test_channels_that_are_not_there_are_a_warning(tmp_path: Path):
    """An ear or a mouth that was written but has no channel is told at its place; what was not written is not."""
    room = "rooms:\n  - {id: a, owner: o, ear: %s}\n"
    no_aibot, no_archive = (SMALL.replace("console:", f"{one}console:") + ASKED for one in (ARCHIVE, AIBOT))
    line = no_aibot.count("\n") + 2

    assert advised(tmp_path, no_archive + room % "archive") == [(line, "ear 是 archive，但没有配置 wecom.archive")]
    assert advised(tmp_path, no_aibot + room % "aibot") == [(line, "ear 是 aibot，但没有配置 wecom.aibot")]
    assert advised(tmp_path, no_aibot + room % "auto, mouths: [app, aibot]") == [
        (line, "mouths 里有 aibot，但没有配置 wecom.aibot")
    ]
    assert advised(tmp_path, WHOLE + room % "archive, mouths: [aibot]") == []


def test_a_room_with_nobody_to_ask_is_a_warning(tmp_path: Path):
    """What the platform refuses would reach nobody; a helper or an admin is enough, staff is not."""
    rooms = "rooms:\n  - {id: a, name: 甲, staff: [s]}\n  - {id: b, helpers: [h]}\n"
    line = WHOLE.count("\n") + 2

    assert advised(tmp_path, WHOLE + rooms) == [(line, "群 “甲” 没有写群主、群助手或管理员")]
    assert advised(tmp_path, WHOLE.replace(ASKED, "")) == [(1, "defaults 没有写群主、群助手或管理员")]
    problems = read_settings(written(tmp_path, WHOLE + rooms), {})[1]
    assert "企业微信不让机器人移人或发言时，没有人会收到待办" in problems[0].cause


def test_the_key_of_a_robot_belongs_to_a_room(tmp_path: Path):
    """One robot cannot serve all the others; the mend says where its key goes."""
    [problem] = problems_of(tmp_path, SMALL + "defaults: {webhook: leaked-key}\n")

    assert (problem.cause, problem.mend, problem.snippet) == (
        "未知的键 “webhook”",
        "一个群机器人只属于一个群：请把 webhook 写到 rooms 里它所在的那个群下面。",
        "",
    )
    assert "leaked" not in problem.source


def test_a_missing_variable_of_an_optional_part_says_what_to_delete(tmp_path: Path):
    """Who has no archive need not invent one."""
    text = SMALL.replace("secret: verysecret", "secret: '${A}'").replace(
        "console:", ARCHIVE.replace("token: sidecar", "token: '${B}'") + "console:"
    )
    mends = {problem.cause: problem.mend for problem in problems_of(tmp_path, text)}

    assert "删掉" not in mends["环境变量 A 没有设置"]
    assert mends["环境变量 B 没有设置"].endswith("没有会话内容存档就删掉 wecom.archive 这一段。")


UNREADABLE = [
    "wecom:\n  app:\n    token: @XYZZY99\n",
    "wecom:\n  app:\n    secret：XYZZY99\n    token：XYZZY98\n",
    "wecom:\n  app: {secret: XYZZY99, secret: XYZZY98}\n",
    "wecom:\n  app: {secret: &a XYZZY99, token: &a XYZZY98}\n",
    "wecom:\n  app: {secret: !x XYZZY99}\n",
    "wecom:\n  app: {secret XYZZY99, XYZZY98: 1}\n",
    "wecom:\n  app: {agent_id: 1 secret: XYZZY99}\n",
    "wecom:\n  app:\n    agent_id: 1 secret: XYZZY99\n",
    "wecom:\n  app:\n    secret: |\n    XYZZY99\n",
    'wecom:\n  app:\n    secret: "XYZZY99\n    token: XYZZY98\n',
    "console:\n  - XYZZY99\n",
    "console: {? XYZZY99 : 1}\n",
    "secret：XYZZY99\ntoken：XYZZY98\n",
    "defaults: XYZZY99\nconsole: “XYZZY98”\n",
    "wecom: {archive: {poll: 30秒 token：XYZZY99}}\n",
]


@pytest.mark.parametrize("text", UNREADABLE)
def test_whatever_is_wrong_with_a_configuration_it_is_checked_masked(tmp_path: Path, text: str):
    """Given as a file of its own, whether it can be read or not, nothing of it that may be secret is printed."""
    other = tmp_path / "other.yaml"
    other.write_text(text, encoding="utf-8")

    report = render(check_files([other], ROOT / "config.yaml", {}, known_texts=()))
    assert report.startswith(str(other))
    assert "XYZZY" not in report


def test_a_rule_file_that_cannot_be_read_is_shown_as_it_is(tmp_path: Path):
    """Only the values of keys that name a secret are masked in it."""
    rules = tmp_path / "r.yaml"
    rules.write_text("- id: a\n  title: @大家\n  then: {reply: x\n", encoding="utf-8")

    report = render(check_files([rules], ROOT / "config.yaml", {}, known_texts=()))
    assert "    title: @大家\n" in report
    rules.write_text("- id: a\n  title: @大家\n  token: @XYZZY99\n", encoding="utf-8")
    report = render(check_files([rules], ROOT / "config.yaml", {}, known_texts=()))
    assert "XYZZY" not in report


SAFE = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
SECRET_TEXT = st.text(alphabet=SAFE + SAFE.lower() + "-_=+/!@#$%&*'\"[]{}|>,:.", min_size=12, max_size=50)
DAMAGE = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=600),
        st.integers(min_value=0, max_value=2),
        st.sampled_from(
            ["", "：", ":", "\n", "\t", " ", '"', "'", "{", "}", "[", "- ", "#", "@", "&a ", "*a ", "!x ", "| "]
        ),
    ),
    max_size=4,
)
FULL = """wecom:
  corp_id: ww1
  app:
    agent_id: 1
    secret: {0}
    token: {1}
    encoding_aes_key: {2}
  aibot: {{token: {0}, encoding_aes_key: {1}, name: 群管}}
  archive: {{source: http://x/, token: {2}}}
rooms:
  - {{id: a, webhook: {0}}}
console:
  token: {1}
storage: {{url: {2}}}
"""


@settings(deadline=None, max_examples=200)
@given(st.tuples(SECRET_TEXT, SECRET_TEXT, SECRET_TEXT), DAMAGE, st.booleans())
@example(("A" * 12, "B" * 12, "C" * 12), [(65, 1, "\n")], False)
def test_no_damage_shows_a_secret(secrets: tuple[str, str, str], damage: list[tuple[int, int, str]], is_given: bool):
    """Whatever the secrets look like and whatever is struck out of or typed into the file, no secret is printed."""
    text = FULL.format(*secrets)
    for at, struck, typed in damage:
        text = text[:at] + typed + text[at + struck :]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "other.yaml"
        path.write_text(text, encoding="utf-8")
        main = written(Path(folder), SMALL)
        report = render(check_files([path], main if is_given else path, {}, known_texts=()))

    assert [s for s in secrets for part in (s[:8], s[-8:], s) if part in report.replace(folder, "")] == []


CONFIG_LIKE = st.text(alphabet="wecom: {}[]\n-_secrt$\"'：#", max_size=80)


@given(CONFIG_LIKE | st.text(max_size=80))
def test_any_text_is_taken_or_explained(text: str):
    """No configuration crashes the reader."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "config.yaml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        settings, problems = read_settings(path, {})

    assert settings is None
    assert render(problems)


def test_the_starter_content_has_no_problem():
    """Not even a warning."""
    assert render(check_files([], ROOT / "config.yaml", ENVIRON, known_texts=all_texts())) == ""


def test_all_texts_stand_in_the_starter_texts():
    """An admin finds every text there, as it is by default, and has only to remove the `# `."""
    lines = (ROOT / "content/texts/zh.yaml").read_text(encoding="utf-8").splitlines()
    ids = [line.removeprefix("# ").split(":")[0] for line in lines if line.startswith("# ") and ': "' in line]

    assert ids == [text.id for text in all_texts()]


def test_a_text_can_be_reworded(tmp_path: Path):
    """The admin's words are said in place of ours."""
    (tmp_path / "texts.yaml").write_text("policy.hint: '嗨 {member}：{why}'\n", encoding="utf-8")
    content = load_content(written(tmp_path, "texts: texts.yaml\n"), {})
    hint = next(text for text in all_texts() if text.id == "policy.hint")

    said = Say(room=RoomId("r"), text=load_texts(content, all_texts()).say(hint, member="甲", why="刷屏"))
    assert said.text == "嗨 甲：刷屏"
