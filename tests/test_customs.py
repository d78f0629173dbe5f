"""How rooms play: what `config.yaml` says under `activities`, key by key, and the clock of each room."""

from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.customs import USUAL, Customs, Level, Times
from bot.core.model import RoomId
from bot.documents.shapes import fields_of
from bot.settings import Content, check_files, load_content
from bot.settings.loading import SettingsError, content_from
from bot.settings.written_customs import WrittenCustoms
from bot.texts import all_texts

R1, R2 = RoomId("r1"), RoomId("r2")
ROOMS = "rooms:\n  - {id: r1, owner: o}\n  - {id: r2, owner: o}\n"


def content(text: str) -> Content:
    """Return what a configuration with `text` says of judging and playing."""
    return content_from(text, Path("/nowhere"))


def customs(written: str) -> Customs:
    """Return what holds in all rooms if `written` stands under `activities`."""
    return content(f"activities: {written}").customs


def refused(written: str) -> list[str]:
    """Return why `written` cannot stand under `activities`."""
    with pytest.raises(SettingsError) as error:
        customs(written)
    return [problem.cause for problem in error.value.problems]


def test_nothing_written_is_as_usual() -> None:
    """Also with empty groups, and with the starter's."""
    assert customs("{}") == USUAL
    assert customs("{credits: {}, quiz: {}, lottery: {}, topics: {}, care: {}, meetup: {}, survey: {}}") == USUAL
    assert WrittenCustoms().customs(USUAL) == USUAL


def test_every_custom_can_be_written() -> None:
    """And every key is one."""
    groups = {name: fields_of(shape) for name, shape in fields_of(WrittenCustoms).items()}

    assert {name: set(keys) for name, keys in groups.items()} == {
        name: set(type(getattr(USUAL, name)).__dataclass_fields__) for name in groups
    }
    assert set(groups) == set(Customs.__dataclass_fields__)


def test_a_group_is_taken_over_key_by_key() -> None:
    """What is not written stays."""
    told = customs(
        """
  credits: {checkin: 3, streaks: [{days: 5, extra: 8}], thanks_pause: 12小时, anonymous: true,
            levels: [{at: 0, title: 兵}, {at: 10, title: 将}]}
  quiz: {scoring: all, tie: 0.5秒, late: 0, retire_right: 0.1, times: [{cron: 周五 16:00, what: history}]}
  lottery: {source: drand, claim: 7天}
  topics: {daily: 2, at: 每天 9:30, since: "8:30", until: "22:00"}
  care: {welcome: true, at: "10:05"}
  meetup: {reminders: [10分钟, 2小时, 10分钟]}
  survey: {few: 5}
"""
    )

    assert (told.credits.checkin, told.credits.streaks, told.credits.invite) == (3, ((5, 8),), USUAL.credits.invite)
    assert told.credits.levels == (Level(at=0, title="兵"), Level(at=10, title="将"))
    assert (told.credits.thanks_pause, told.credits.anonymous) == (timedelta(hours=12), True)
    assert (told.quiz.scoring, told.quiz.tie, told.quiz.late) == ("all", timedelta(milliseconds=500), timedelta(0))
    assert told.quiz.times == (Times(cron="0 16 * * fri", what="history"),)
    assert (told.lottery.source, told.lottery.claim, told.lottery.days) == ("drand", timedelta(days=7), 0)
    assert (told.topics.at, told.topics.since, told.topics.until) == (("30 9 * * *",), time(8, 30), time(22))
    assert (told.care.welcome, told.care.birthdays, told.care.at) == (True, False, time(10, 5))
    assert told.meetup.reminders == (timedelta(hours=2), timedelta(minutes=10))
    assert (told.survey.few, told.survey.remind) == (5, USUAL.survey.remind)


def test_a_cap_can_be_set_and_lifted() -> None:
    """Those of other sources stay."""
    caps = customs("{credits: {caps: {talk: 20, thanks: 无, quiz: 100}}}").credits.caps

    assert caps == {"talk": 20, "invite": 50, "quiz": 100}


def test_a_room_differs_only_in_what_it_writes() -> None:
    """Rooms that write nothing are as all rooms; `defaults` are for rooms that are not configured."""
    told = content(
        "activities: {topics: {daily: 1, quiet: 2小时}}\n"
        "rooms:\n  - {id: r1, owner: o, activities: {topics: {daily: 3}, care: {welcome: true}}}\n  - {id: r2, owner: o}\n"
    )
    here = told.customs_by_room[R1]

    assert (told.customs.topics.daily, list(told.customs_by_room)) == (1, [R1])
    assert (here.topics.daily, here.topics.quiet, here.care.welcome) == (3, timedelta(hours=2), True)


def test_defaults_are_for_rooms_never_seen_before() -> None:
    """Those that are configured are not touched."""
    told = content(f"defaults: {{activities: {{care: {{welcome: true}}}}}}\n{ROOMS}")

    assert told.customs.care.welcome
    assert {room: one.care.welcome for room, one in told.customs_by_room.items()} == {R1: False, R2: False}


def test_a_room_may_live_by_another_clock() -> None:
    """Others live by that of all."""
    told = content("rooms:\n  - {id: r1, owner: o, time_zone: Europe/Berlin}\n  - {id: r2, owner: o}\n")

    assert (told.zones, told.zone) == ({R1: ZoneInfo("Europe/Berlin")}, ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("written", "cause"),
    [
        ("{quizz: {}}", "未知的键 “quizz”"),
        ("{quiz: {scoring: fastest}}", "“scoring” 不能是 “fastest”"),
        ("{quiz: {questions: 0}}", "“questions” 不能小于 1，这里是 “0”"),
        ("{quiz: {seconds: 30秒}}", "“seconds” 要写成整数，这里是 “30秒”"),
        ("{quiz: {retire_right: 2}}", "“retire_right” 不能大于 1，这里是 “2”"),
        (
            "{quiz: {times: [{cron: 明天}]}}",
            "“cron” 的 “明天”没有写几点，请写成 每天 20:00、工作日 10:00、周一 周三 15:30，或者 cron",
        ),
        ("{topics: {at: 0 25 * * *}}", "“at” 小时里的“25”超出了范围：要在 0–23 之间"),
        ('{topics: {since: "22:00", until: "9:00"}}', "until（09:00）要晚于 since（22:00），都在同一天"),
        ('{care: {at: "9点"}}', "“at” 要写成 9:00 这样的时间，0:00–23:59"),
        ('{care: {at: "25:00"}}', "“at” 要写成 9:00 这样的时间，0:00–23:59"),
        ("{care: {welcome: 欢迎}}", "“welcome” 要写成 true 或 false，这里是 “欢迎”"),
        ("{credits: {checkin: -1}}", "“checkin” 不能小于 0，这里是 “-1”"),
        ("{credits: {checkin: true}}", "“checkin” 要写成整数，这里是 “true”"),
        ("{credits: {caps: {talk: 很多}}}", "“talk” 要写成整数，这里是 “很多”"),
        ("{credits: {levels: [{at: 5, title: 兵}]}}", "levels 的第一级要从 at: 0 开始，这里是 5"),
        (
            "{credits: {levels: [{at: 0, title: 兵}, {at: 9, title: 将}, {at: 9, title: 帅}]}}",
            "levels 要一级比一级高：9 没有超过上一级的 9",
        ),
        ("{lottery: {source: dice}}", "“source” 不能是 “dice”"),
        ("{lottery: {claim: 0天}}", "“claim” 的 “0天”不是时长，时长要大于零，例如 10秒"),
        ("{meetup: {lasts: 60}}", "“lasts” 的 “60”没有单位，请写成 60秒 或 60分钟 这样的时长"),
        ("{survey: {few: 0}}", "“few” 不能小于 1，这里是 “0”"),
    ],
)
def test_what_cannot_be_is_told_in_chinese(written: str, cause: str) -> None:
    """Each at its key."""
    assert refused(written) == [cause]


def test_what_names_nothing_is_told(tmp_path: Path) -> None:
    """A pack, a festival, a level that nobody has written: warnings, for nothing breaks."""
    files = {
        "config.yaml": "wecom: {corp_id: w, app: {agent_id: 1, secret: s, token: t, encoding_aes_key: "
        + "a" * 43
        + "}}\n"
        "rules: r/*.yaml\ntexts: t/*.yaml\nactivities: {quiz: {times: [{cron: 周五 16:00, what: histroy}]}}\n",
        "r/a.yaml": "[]\n",
        "content/quizzes/history.yaml": "title: 历史\nquestions: [{ask: 首都？, answer: 北京}]\n",
        "content/topics/a.yaml": "- {text: 吃月饼了吗, festival: 中秋}\n- {text: 过年好, festival: 春节}\n",
        "content/festivals/a.yaml": "- {name: 中秋节, lunar: 08-15, text: 快乐}\n- {name: 春节, lunar: 01-01, text: 快乐}\n",
        "content/wares/a.yaml": "- {title: 茶, cost: 5, level: 熟客}\n- {title: 酒, cost: 5, level: 贵客}\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    config = tmp_path / "config.yaml"
    problems = check_files([], config, {}, known_texts=all_texts())
    alone = check_files([tmp_path / "content/topics/a.yaml"], config, {}, known_texts=all_texts())

    assert {(one.file, one.cause) for one in problems if "没有叫" in one.cause or "题库" in one.cause} == {
        ("config.yaml", "activities.quiz.times 里的题库 “histroy” 不存在，到时候不会开始"),
        ("content/topics/a.yaml", "没有叫 “中秋” 的节日"),
        ("content/wares/a.yaml", "没有叫 “贵客” 的等级"),
    }
    assert [one.cause for one in alone] == ["没有叫 “中秋” 的节日"]


def test_hours_that_never_come_are_told(tmp_path: Path) -> None:
    """A room that changes one end only may be left with nothing in between."""
    config = tmp_path / "config.yaml"
    room = '{id: r1, owner: o, activities: {topics: {since: "21:30"}}}'
    config.write_text(f'activities: {{topics: {{until: "21:00"}}}}\nrooms: [{room}]\n', encoding="utf-8")
    causes = [problem.cause for problem in check_files([config], config, {}, known_texts=all_texts())]

    assert "群 “r1” 的 activities.topics 只在 21:30 到 21:00 之间：永远不会说话" in causes
    assert len([cause for cause in causes if "永远不会说话" in cause]) == 1


def test_the_starter_lets_the_demo_room_have_everything() -> None:
    """Topics, care and quizzes of their own accord; other rooms have to ask for them."""
    starter = load_content(Path(__file__).parent.parent / "config.yaml", {})
    demo = starter.customs_by_room[RoomId("qunguandemo")]

    assert starter.customs == USUAL
    assert (demo.topics.daily, bool(demo.quiz.times)) == (2, True)
    assert all((demo.care.welcome, demo.care.birthdays, demo.care.anniversaries, demo.care.festivals))
