"""The scripted day."""

import json
from pathlib import Path

import pytest

from bot.simulator.day import SCRIPT, Step, read_script
from bot.simulator.world import demo_world
from tests.simulator.kit import Stage, eventually


def test_the_shipped_day_lasts_about_a_minute_and_has_all_it_promises() -> None:
    """Known people, a flood of eight, a command to the bot, a repeated advert, in 45 to 75 seconds."""
    steps = read_script(SCRIPT)
    world = demo_world()
    seconds = sum(s.wait + s.every * (s.times - 1) for s in steps)

    assert 45 <= seconds <= 75
    assert all(world.person(s.userid) for s in steps if not s.room)
    assert [s.act for s in steps if s.room] == ["join", "say", "say", "remove"]
    assert all(world.group(s.room).is_customer for s in steps if s.room)
    assert all(s.caption for s in steps)
    assert [s.times for s in steps if s.times > 1] == [8]
    assert any(s.text.startswith("@群管 ") and s.userid == "wangfang" for s in steps)
    assert len({s.text for s in steps}) < len(steps)


async def test_the_day_is_said_step_by_step_with_captions(stage: Stage) -> None:
    """Every line is said by its person, in order; captions and progress are told; then it is over."""
    steps = read_script(SCRIPT)
    status, begun = await stage.control("day", {"action": "start", "pace": 2})
    again, _ = await stage.control("day", {"action": "start"})
    await stage.clock.advance(60)
    await eventually(lambda: not stage.sim.platform.day.view()["running"])

    spoken = [s for s in steps if s.act in {"say", "write"}]
    said = [(p.author.userid, p.text) for p in stage.sim.platform.talk.posts()]
    told = [e.data for e in stage.sim.platform.hub.since(0) if e.kind == "day"]
    assert (status, begun["running"], again) == (200, True, 409)
    assert said == [(s.userid, s.text.replace("{i}", str(i))) for s in spoken for i in range(1, s.times + 1)]
    assert [t["step"] for t in told] == [0, *range(1, len(steps) + 1), len(steps)]
    assert told[-1] == {
        "running": False,
        "step": len(steps),
        "steps": len(steps),
        "caption": "点开任意一条消息，看群管为什么这样判。",
        "room": "qunguandemo",
    }
    assert "wrDemoCustomer01" in {t["room"] for t in told}
    assert stage.sim.platform.world.group("wrDemoCustomer01").gone == ("wmDemoGuest",)


async def test_the_day_can_be_stopped_and_started_again(stage: Stage) -> None:
    """After a stop nothing more is said; a new start begins from the first line."""
    await stage.control("day", {"action": "start"})
    await stage.clock.advance(1)
    await eventually(lambda: len(stage.sim.platform.talk.posts()) == 1)
    _, stopped = await stage.control("day", {"action": "stop"})
    await stage.clock.advance(60)
    assert len(stage.sim.platform.talk.posts()) == 1

    await stage.control("day", {"action": "start"})
    await stage.clock.advance(1)
    await eventually(lambda: len(stage.sim.platform.talk.posts()) == 2)

    assert stopped["running"] is False
    assert len({p.text for p in stage.sim.platform.talk.posts()}) == 1


async def test_a_line_of_somebody_who_is_out_is_skipped(stage: Stage) -> None:
    """The caption says why, and the day goes on."""
    await stage.call("appchat/update", {"chatid": "qunguandemo", "del_user_list": ["zhangwei"]})
    await stage.control("day", {"action": "start", "pace": 1000})
    await stage.clock.advance(1)
    await eventually(lambda: not stage.sim.platform.day.view()["running"])

    captions = [e.data["caption"] for e in stage.sim.platform.hub.since(0) if e.kind == "day"]
    assert any(c.endswith("（跳过：张伟已被移出群，不能再发言）") for c in captions)
    assert stage.texts("member")[0] == "早上好～新的一周开始了"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"steps": [{"what": 1}]}', '{"steps": 5}'])
def test_a_broken_script_is_refused_by_name(tmp_path: Path, content: str) -> None:
    """The error names the file."""
    path = tmp_path / "day.json"
    path.write_text(content, "utf-8")

    with pytest.raises(ValueError, match=r"day\.json: not a script of a day"):
        read_script(path)


def test_a_script_of_ones_own_is_read(tmp_path: Path) -> None:
    """Only caption, userid and text are needed."""
    path = tmp_path / "day.json"
    path.write_text(json.dumps({"steps": [{"caption": "c", "userid": "lina", "text": "好"}]}), "utf-8")

    assert read_script(path) == (Step(caption="c", userid="lina", text="好"),)
