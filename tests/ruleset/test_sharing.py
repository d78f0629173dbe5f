"""What two rule sets say alike is worked out once, and is what each would have said alone."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import Message
from bot.ruleset.sharing import Heard
from bot.ruleset.sources import Sources
from bot.settings import Accepted, accept_stored
from bot.settings.drafts import alike
from bot.texts import all_texts
from tests.rulefiles import ADS, LISTED
from tests.values import T0, message, scene

STOP = "- {id: first, title: 先, when: {phrases: [停]}, stop: true}\n"
FORCE = Sources(rules={"a.yaml": STOP + ADS + LISTED}, words={"ads.txt": "刷单\n代开发票\n"})
SET = "title: 集\nrules:\n  - {id: last, title: 后, when: {phrases: [代开发票]}}\nrooms: ['*']\n"
FORCE = replace(FORCE, rules={**FORCE.rules, "set.yaml": SET})
DRAFTS = (
    FORCE,
    replace(FORCE, rules={**FORCE.rules, "set.yaml": SET.replace("代开", "乱开").replace("'*'", "other")}),
    replace(FORCE, rules={**FORCE.rules, "a.yaml": STOP + ADS.replace("加微信", "加我") + LISTED}),
    replace(FORCE, words={"ads.txt": "刷单\n你好\n"}),
    replace(FORCE, rules={**FORCE.rules, "a.yaml": ADS + STOP}),
    replace(FORCE, rules={**FORCE.rules, "a.yaml": STOP.replace("停", "好") + ADS + LISTED}, lowered={"ads": "soft"}),
    replace(FORCE, lowered={"listed": "shadow"}),
)


def accepted(sources: Sources) -> Accepted:
    """Compile."""
    return accept_stored(sources, base=Path("/nowhere"), known=all_texts())


COMPILED = [accepted(sources) for sources in DRAFTS]
PIECES = st.sampled_from(["加微信", "加我", "刷 单", "你好", "停", "，", "代开发票", "好"])


@given(st.lists(st.lists(PIECES, max_size=4).map("".join), max_size=8), st.sampled_from(COMPILED), st.booleans())
def test_each_says_what_it_would_say_alone(texts: list[str], draft: Accepted, moved: bool) -> None:
    """Whatever differs between the two, and also in scenes that are not the same."""
    judge = Heard(COMPILED[0].rules)
    both = alike(COMPILED[0], draft, judge)
    for number, text in enumerate(texts):
        said: Message = message(text, id=str(number), sent_at=T0 + timedelta(seconds=number))
        there = scene(today=int(moved))
        assert judge.findings(said, scene()) == COMPILED[0].rules.findings(said, scene())
        assert both.findings(said, there) == draft.rules.findings(said, there)
