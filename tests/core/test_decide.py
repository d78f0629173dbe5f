"""From a message to effects."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.core.decide import decide, masked, quoted
from bot.core.effects import Ask, Mute, Remove, Reply
from bot.core.findings import Stage
from bot.core.model import MemberId, Role, Room, Standing, private_room
from bot.core.policy import Policy
from bot.core.texts import Texts
from bot.ruleset.replies import PLACEHOLDERS
from tests.values import AD, JUDGE, ROOM, T0, ZHANG, WordJudge, message, scene

SHANGHAI = ZoneInfo("Asia/Shanghai")
PLAIN = Texts()


def decided(text: str = "加微信看价", *, judge: WordJudge = JUDGE, texts: Texts = PLAIN, **fields: object):
    """Decide with the default policy."""
    said = message(text, **{k: v for k, v in fields.items() if k in {"answer_url", "room", "sent_at"}})
    around = {k: v for k, v in fields.items() if k not in {"answer_url", "room", "sent_at"}}
    return decide(said, scene(zone=SHANGHAI, **around), judge=judge, policy=Policy(), texts=texts)


def with_points(points: float) -> Standing:
    """A standing whose last answer was read long ago."""
    return Standing(points=points, points_at=T0 - timedelta(seconds=60))


def rule(**fields: object) -> WordJudge:
    """A judge with one rule."""
    return WordJudge(words={"加微信": replace(AD, **fields)})


def test_an_innocent_message_is_left_alone() -> None:
    """No finding, no points, no effect."""
    decision = decided("你好")

    assert (decision.findings, decision.points, decision.total, decision.effects) == ((), 0, 0, ())


def test_a_hint_names_the_rule_and_hides_the_words() -> None:
    """The member learns which rule; the group does not read the advert again."""
    (reply,) = decided(judge=rule(points=1)).effects

    assert reply == Reply(room=ROOM.id, to=ZHANG, text="<@zhang> 禁止广告：“加**”。请留意群规，谢谢。")


def test_a_rule_speaks_in_its_own_words() -> None:
    """The rule's reply may use member, why, title, rule, points and total."""
    said = "@{member} {title}（{why}）{rule} {points}/{total}"

    (reply,) = decided(judge=rule(points=1, reply=said), standing=with_points(1.5)).effects

    assert reply.text == "<@zhang> 禁止广告（禁止广告：“加**”）ads 1/2.5"


def test_a_reply_may_name_the_room_the_owner_and_what_was_said() -> None:
    """Where nobody is named, or nothing has a place, it reads well all the same."""
    said = "{room} {owner} {match} {count}"
    named = decided(judge=rule(points=1, reply=said)).effects[0]
    nameless = decide(
        message("加微信"),
        scene(room=Room(id=ROOM.id)),
        judge=WordJudge(words={"": replace(AD, points=1, reply=said)}),
        policy=Policy(),
        texts=PLAIN,
    ).effects[0]

    assert [e.text for e in (named, nameless)] == ["产品交流群 <@owner> 加** 1", "本群 群主 这条消息 1"]


def test_every_placeholder_that_a_reply_may_hold_is_filled_in() -> None:
    """What the rule files allow is what the bot knows."""
    said = "".join(f"[{{{name}}}]" for name in PLACEHOLDERS)

    assert decided(judge=rule(points=1, reply=said)).effects[0].text.count("[") == len(PLACEHOLDERS)


def test_a_finding_without_a_place_tells_its_reason() -> None:
    """What has no span, such as a flood, is told by its reason."""

    class Anywhere(WordJudge):
        def findings(self, message, scene):
            return (replace(AD, points=1, span=(0, 0), why="10 秒内 6 条消息"),)

    (reply,) = decided(judge=Anywhere(words={})).effects

    assert "10 秒内 6 条消息" in reply.text


def test_a_warning_tells_points_what_is_next_and_when_they_fade() -> None:
    """Three points warn."""
    (reply,) = decided().effects

    assert reply.text.endswith(
        "警告：本次 3 分，累计 3 分，满 6 分将被禁言10分钟。分数每7天减半；如有误判，请联系群主。"
    )


def test_a_mute_is_told_recorded_and_asked_for() -> None:
    """At six points: a receipt with its end in the room's zone, the mute, and a word to the owner."""
    reply, mute, ask = decided(standing=with_points(3.1)).effects

    until = T0 + timedelta(minutes=10)
    assert mute == Mute(room=ROOM.id, member=ZHANG, until=until, why="禁止广告")
    assert "禁言10分钟，到11月20日 10:10为止" in reply.text
    assert (ask.to, ask.task, ask.member) == (MemberId("owner"), "mute", ZHANG)
    assert "加微信看价" in ask.text


def test_without_an_owner_nobody_is_asked() -> None:
    """A room that nobody keeps still gets the mute."""
    effects = (
        decided(standing=with_points(3.1), room=ROOM.id)
        and decide(
            message("加微信"),
            scene(room=replace(ROOM, roles={}), standing=with_points(3.1)),
            judge=JUDGE,
            policy=Policy(),
            texts=Texts(),
        ).effects
    )

    assert [e.kind for e in effects] == ["reply", "mute"]


def test_at_the_top_the_member_is_removed() -> None:
    """Fifteen points."""
    reply, remove = decided(standing=with_points(13)).effects

    assert remove == Remove(room=ROOM.id, member=ZHANG, why="禁止广告")
    assert "已达到移出本群的标准" in reply.text


def test_what_was_said_long_ago_is_recorded_and_not_punished() -> None:
    """A bot that starts on an old archive does not punish the past."""
    old = decided(sent_at=T0 - timedelta(hours=2))
    recent = decided(sent_at=T0 - timedelta(minutes=50))

    assert (len(old.findings), old.points, old.effects) == (1, 0, ())
    assert recent.points == 3


def test_a_member_s_words_are_no_mark_up_for_the_owner() -> None:
    """Links and mentions in evidence are shown, not made."""
    assert quoted('<a href="http://x">点我</a> <@all>') == '＜a href="http://x"＞点我＜/a＞ ＜@all＞'


def test_before_the_top_the_warning_names_removal() -> None:
    """What comes next is said for every kind of step, and nothing at the top."""
    ladder = (replace(Policy().ladder[1], at=1), replace(Policy().ladder[4], at=5))
    said = [
        decide(message("加微信"), scene(), judge=rule(points=p), policy=Policy(ladder=rungs), texts=Texts())
        .effects[0]
        .text
        for p, rungs in ((1, ladder), (1, ladder[:1]))
    ]

    assert "满 5 分将被移出本群" in said[0]
    assert "将" not in said[1].split("警告")[1]


def test_speaking_while_muted_is_told_when_it_gets_worse() -> None:
    """No rule was broken but the mute."""
    muted = Standing(points=9.5, points_at=T0, muted_at=T0, muted_until=T0 + timedelta(minutes=10))

    reply, mute, ask = decided("我还要说", standing=muted).effects

    assert isinstance(ask, Ask)
    assert (mute.why, "禁言期间发言" in reply.text) == ("禁言期间发言", True)


def test_the_answer_goes_where_the_message_can_be_answered() -> None:
    """An aibot message is answered at its own address."""
    (reply,) = decided(answer_url="http://x/y").effects

    assert reply.answer_url == "http://x/y"


def test_a_shadow_rule_is_seen_and_nothing_else() -> None:
    """The finding is there, for the trace."""
    decision = decided(judge=rule(stage=Stage.SHADOW))

    assert (len(decision.findings), decision.effects) == (1, ())


def test_staff_may_say_it() -> None:
    """The finding is there; nothing follows."""
    assert decided(role=Role.STAFF).effects == ()


def test_no_penalty_is_answered_in_a_private_talk() -> None:
    """Rules are for rooms."""
    assert decided(room=private_room(ZHANG)).effects == ()


def test_an_admin_can_word_it_otherwise() -> None:
    """Every text has an id to override."""
    (reply,) = decided(judge=rule(points=1), texts=Texts(overrides={"policy.hint": "亲，{why}"})).effects

    assert reply.text == "亲，禁止广告：“加**”"


def test_masks_and_quotes_are_short() -> None:
    """A mask keeps one character and six at most; a quote is one line of sixty."""
    assert (masked(""), masked("加"), masked("加微信一二三四五")) == ("", "加", "加*****")
    assert quoted("一\n二") == "一 二"
    assert len(quoted("字" * 100)) == 60


RECALL = replace(AD, rule="private", points=0, stage=Stage.SOFT, reply="@{member} 建议马上撤回。")


def test_advice_is_not_lost_beside_what_gives_points() -> None:
    """It stands at the end of the one reply, and does not call the member twice."""
    judge = WordJudge(words={"加微信": replace(AD, points=1, reply="@{member} 请不要发广告。"), "身份证": RECALL})

    (reply,) = decided("加微信看身份证", judge=judge).effects

    assert reply == Reply(room=ROOM.id, to=ZHANG, text="<@zhang> 请不要发广告。\n建议马上撤回。")


def test_only_words_of_its_own_are_advice() -> None:
    """Not what the reply says already, not the general hint, not what only watches, not a second one."""
    scored = replace(AD, points=1, reply="@{member} 建议马上撤回。")
    others = (RECALL, replace(RECALL, reply=""), replace(RECALL, reply="别的", stage=Stage.SHADOW))

    for other in others:
        judge = WordJudge(words={"加微信": scored, "身份证": other})
        (reply,) = decided("加微信看身份证", judge=judge).effects
        assert reply == Reply(room=ROOM.id, to=ZHANG, text="<@zhang> 建议马上撤回。")
