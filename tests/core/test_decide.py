"""From a message to effects."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.core.cases import Want
from bot.core.decide import decide, is_stale, masked, may_open, quoted, with_points
from bot.core.effects import Mute, Receipt, Remove, Reply, Tell
from bot.core.findings import Stage
from bot.core.ledger import standing_of
from bot.core.model import MemberId, MuteSpan, Role, Room, Standing, private_room
from bot.core.policy import Act, Policy, Step
from bot.core.texts import Texts
from bot.ruleset.replies import PLACEHOLDERS
from tests.values import AD, JUDGE, ROOM, T0, ZHANG, WordJudge, message, scene

SHANGHAI = ZoneInfo("Asia/Shanghai")
PLAIN = Texts()
POLICY = Policy()


def decided(
    text: str = "加微信看价",
    *,
    judge: WordJudge = JUDGE,
    texts: Texts = PLAIN,
    policy: Policy = POLICY,
    **fields: object,
):
    """Decide with the default policy."""
    said = message(text, **{k: v for k, v in fields.items() if k in {"answer_url", "room", "sent_at"}})
    around = {k: v for k, v in fields.items() if k not in {"answer_url", "room", "sent_at"}}
    return decide(said, scene(zone=SHANGHAI, **around), judge=judge, policy=policy, texts=texts)


def having(points: float) -> Standing:
    """A standing whose last answer was read long ago."""
    return standing_of(points, T0 - timedelta(seconds=60))


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

    (reply,) = decided(judge=rule(points=1, reply=said), standing=having(1.5)).effects

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


def test_a_mute_is_told_recorded_and_watched() -> None:
    """At six points: an answer with its end in the room's zone, the mute, and somebody to keep an eye on them."""
    decision = decided(standing=having(3.1), case=58)
    reply, mute = decision.effects

    until = T0 + timedelta(minutes=10)
    assert mute == Mute(room=ROOM.id, case=58, member=ZHANG, until=until, why="禁止广告")
    assert decision.mute == MuteSpan(number=58, since=T0 + timedelta(seconds=5), until=until)
    assert "禁言10分钟，到11月20日 10:10为止" in reply.text
    assert reply.text.endswith("如有误判，请发送“申诉 58”并写明理由。")
    assert decision.wants == (Want(room=ROOM.id, member=ZHANG, task="mute"),)


def test_at_the_top_the_member_is_removed() -> None:
    """Fifteen points."""
    reply, remove = decided(standing=having(13)).effects

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
    muted = standing_of(9.5, T0, muted_at=T0, muted_until=T0 + timedelta(minutes=10))

    reply, mute = decided("我还要说", standing=muted).effects

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


def test_who_can_be_reached_learns_the_rest_in_private() -> None:
    """One line in the room; points, dates, what comes next, 改正 and 申诉 are for their own eyes."""
    reply, receipt = decided(reachable=True, case=58).effects

    assert reply == Reply(room=ROOM.id, case=58, to=ZHANG, text="<@zhang> 禁止广告：“加**”。请留意群规，谢谢。")
    assert receipt.brief.startswith("<@zhang> 警告：本次 3 分")
    assert receipt.text == (
        "【群规通知】编号 58\n你在“产品交流群”里的一条消息触发了群规：禁止广告：“加**”。\n"
        "本次 3 分，现在共 3 分。分数每7天减半，到1月17日 00:26全部清零。\n"
        "这是一次警告，满 6 分将被禁言10分钟。\n"
        "5分钟内改正，这次的分数就取回：撤回那条消息，或者在群里发“改正”，后面写改好的内容。\n"
        "觉得判错了？7天内回复“申诉 58”并写明理由，我们会请人来看；1天内没人答复就算你对。"
    )


def test_a_grave_penalty_is_not_to_be_amended() -> None:
    """Who is muted or removed may appeal."""
    for points in (6, 15):
        receipt = decided(judge=rule(points=points), reachable=True, case=58).effects[1]

        assert "改正" not in receipt.text
        assert "申诉 58" in receipt.text


def test_where_points_expire_or_stay_it_says_so() -> None:
    """And where nobody may appeal, that the owner can be asked."""
    expiring = Policy(half_life=None, expires=timedelta(days=30))
    staying = replace(Policy(half_life=None), appeals=replace(Policy().appeals, monthly=0), amend=timedelta(0))

    told = [decided(policy=p, reachable=True, case=58).effects for p in (expiring, staying)]

    assert "分数满30天清零，到12月20日 10:00全部清零。" in told[0][1].text
    assert "分数不会自动减少，到撤销时全部清零。" in told[1][1].text
    assert "申诉" not in told[1][1].text
    assert "改正" not in told[1][1].text
    assert told[1][1].brief.endswith("分数不会自动减少；如有误判，请联系群主。")


def test_a_hint_that_gives_points_names_its_case() -> None:
    """Who has no private talk with the bot learns the number in the room."""
    (reply,) = decided(judge=rule(points=1), case=58).effects

    assert reply.text.endswith("\n本次 1 分，累计 1 分。如有误判，请发送“申诉 58”并写明理由。")


def test_where_the_bot_may_not_speak_it_tells_in_private() -> None:
    """A receipt, or the hint itself; in the room it says nothing."""
    (receipt,) = decided(reachable=True, speaks=False, case=58).effects
    (hint,) = decided(judge=rule(stage=Stage.SOFT), reachable=True, speaks=False, case=58).effects
    (reply,) = decided(judge=rule(stage=Stage.SOFT), reachable=True, case=58).effects

    assert (type(receipt), receipt.brief) == (Receipt, "")
    assert hint == Tell(room=ROOM.id, case=58, to=ZHANG, text="禁止广告：“加**”。请留意群规，谢谢。")
    assert isinstance(reply, Reply)


def test_what_cannot_be_told_at_all_is_asked_of_a_person() -> None:
    """The words to pass on; whom they name is written out when somebody is asked, and never as an account."""
    decision = decided(speaks=False, case=58)

    (want,) = decision.wants
    assert decision.effects == ()
    assert (want.task, want.member, want.text[:8]) == ("say", ZHANG, "<@zhang>")


def test_above_the_budget_of_removals_a_person_decides() -> None:
    """Three an hour by itself; the fourth is wanted of somebody, who learns why."""
    third = decided(standing=having(13), removals=2)
    fourth = decided(standing=having(13), removals=3)

    assert [e.kind for e in third.effects] == ["reply", "remove"]
    assert [e.kind for e in fourth.effects] == ["reply"]
    (want,) = fourth.wants
    assert (want.task, want.text) == ("remove", "本小时机器人已移出 3 人，到了上限，这一位要请人决定")


def test_a_tag_is_given_without_a_word_in_the_group() -> None:
    """Who can be reached is told of the points."""
    policy = Policy(ladder=(Step(at=1, act=Act.TAG, tag="watched"),))

    silent, told = decided(policy=policy, case=58), decided(policy=policy, reachable=True, case=58)

    assert (silent.tag, silent.effects, silent.opens) == ("watched", (), True)
    assert [(e.kind, e.brief) for e in told.effects] == [("receipt", "")]


def test_a_step_may_tell_the_owner_alone() -> None:
    """The member learns nothing; without an owner nobody does."""
    policy = Policy(ladder=(Step(at=1, act=Act.NOTIFY),))
    muted = Standing(mutes=(MuteSpan(number=1, since=T0, until=T0 + timedelta(hours=1)),))

    (tell,) = decided(policy=policy, case=58, name="小张").effects
    (broken,) = decided("你好", policy=policy, case=58, standing=muted).effects
    nobody = decided(policy=policy, room=ROOM.id)

    assert tell == Tell(
        room=ROOM.id,
        case=58,
        to=MemberId("owner"),
        text="【告知】“产品交流群”的 小张 触发了“禁止广告”（本次 3 分，累计 3 分）。\n原话：加微信看价",
    )
    assert "禁言期间发言" in broken.text
    assert nobody.effects[0].kind == "tell"
    alone = decide(message("加微信"), scene(room=Room(id=ROOM.id)), judge=JUDGE, policy=policy, texts=PLAIN)
    assert (alone.effects, alone.opens) == ((), True)


def test_a_rule_that_a_person_turned_down_does_less() -> None:
    """What it found is recorded as what it may do; one turned off only watches."""
    for cap, stage, points, kinds in (
        ("soft", Stage.SOFT, 0, ["reply"]),
        ("shadow", Stage.SHADOW, 0, []),
        ("off", Stage.SHADOW, 0, []),
        ("enforce", Stage.ENFORCE, 3, ["reply"]),
    ):
        decision = decided(caps={"ads": cap})
        assert [f.stage for f in decision.findings] == [stage]
        assert (decision.points, [e.kind for e in decision.effects]) == (points, kinds)
    assert decided(caps={"other": "off"}).points == 3


def test_what_the_rules_saw_is_not_asked_twice() -> None:
    """Findings that are given are not looked for again."""
    decision = decide(
        message("炸"), scene(), judge=JUDGE, policy=Policy(), texts=PLAIN, findings=(replace(AD, span=(0, 1)),)
    )

    assert decision.points == 3


def test_whether_a_number_is_needed_is_known_before() -> None:
    """It never says no to what opens a case; of most messages it says no at once."""
    found = (AD,)
    muted = Standing(mutes=(MuteSpan(number=1, since=T0, until=T0 + timedelta(hours=1)),))
    policy = Policy()

    def asked(findings, said=None, **around):
        return may_open(findings, said or message(), scene(**around), policy)

    assert [asked(()), asked(found), asked((), standing=muted)] == [False, True, True]
    assert not asked(found, message(sent_at=T0 - timedelta(hours=2)))
    assert not asked(found, message(room=private_room(ZHANG)))
    assert not asked(found, caps={"ads": "off"})
    assert not asked(found, role=Role.OWNER, standing=muted)
    assert asked((replace(AD, stage=Stage.SOFT),))


def test_what_is_filed_is_quoted_without_private_numbers() -> None:
    """Sixty characters, numbers hidden; nothing of what is not filed."""
    assert (decided("加微信666").quote, decided("666").quote) == ("加微信***", "")


def test_rules_about_points_see_what_is_left() -> None:
    """Four of eight after a half-life; a scene of somebody without points stays the same one."""
    clean = scene()
    old = standing_of(8, T0 - timedelta(days=7))

    assert with_points(clean, Policy()) is clean
    assert with_points(scene(standing=old), Policy()).points == 4
    assert not is_stale(message(), clean, Policy())
