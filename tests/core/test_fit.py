"""What no channel can do: a picture in words, a file by its first lines, words for the owner to post."""

from datetime import timedelta

from bot.core.effects import Ask, Attach, Card, Chart, Say, Show, Tell
from bot.core.fit import GATHERED, fit, gathered_at, in_words
from bot.core.texts import Texts
from tests.values import ROOM, T0, ZHANG

CHART = Chart(room=ROOM.id, title="投票", rows=(("A", 1.0),), text="A：1 票")


def test_a_picture_becomes_words_for_the_owner_to_post() -> None:
    """In a room in which nobody can speak; for one member it is told in words."""
    ask = fit(CHART, ROOM, possible=False, texts=Texts())
    assert isinstance(ask, Ask)
    assert (ask.to, ask.task, ask.text.splitlines()[-1]) == ("owner", "say", "A：1 票")
    one = Chart(room=ROOM.id, title="投票", rows=(), text="A：1 票", to=ZHANG)
    assert fit(one, ROOM, possible=False, texts=Texts()) == Tell(room=ROOM.id, to=ZHANG, text="A：1 票")
    assert fit(CHART, ROOM, possible=True, texts=Texts()) is CHART


def test_a_picture_of_a_question_becomes_its_words() -> None:
    """Said where words can be said, else passed on by the owner: a question is never lost for its picture."""
    show = Show(room=ROOM.id, media="M7", text="这是哪里？")
    assert fit(show, ROOM, possible=True, texts=Texts()) is show
    assert in_words(show, Texts()) == Say(room=ROOM.id, text="这是哪里？")
    assert fit(show, ROOM, possible=False, texts=Texts()).text.splitlines()[-1] == "这是哪里？"


def test_a_file_becomes_its_first_lines() -> None:
    """With a word on where the whole of it is."""
    content = "\ufeff" + "\r\n".join(f"第{n}行" for n in range(20))
    attach = Attach(room=ROOM.id, to=ZHANG, name="表.csv", content=content, text="答卷")
    tell = fit(attach, ROOM, possible=False, texts=Texts())
    assert isinstance(tell, Tell)
    assert tell.text.splitlines()[0] == "答卷"
    assert tell.text.splitlines()[-1] == "第5行"
    assert "export" in tell.text


def test_what_is_to_be_posted_waits_for_more_of_the_kind() -> None:
    """At most for `GATHERED`, and all of a stretch to the same moment; nothing else waits."""
    ask = fit(Say(room=ROOM.id, text="早"), ROOM, possible=False, texts=Texts())
    ends = {gathered_at(ask, T0 + timedelta(seconds=n)) for n in range(1, 21)}
    assert ends == {T0 + GATHERED}
    case = Ask(room=ROOM.id, case=5, to=ZHANG, task="say", member=ZHANG, text="x")
    card = Ask(room=ROOM.id, to=ZHANG, task="say", member=ZHANG, text="x", card=Card(id="c", title="x"))
    late = T0 + timedelta(seconds=5)
    for effect in (case, card, Say(room=ROOM.id, text="早"), CHART):
        assert gathered_at(effect, late) == late
