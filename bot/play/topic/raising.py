"""How a topic is posted, and how it ends."""

from dataclasses import replace
from datetime import timedelta

from bot.core.effects import Effect, Planned, Say, Tell
from bot.core.playbook import Topic
from bot.core.plays import Phase, Play
from bot.core.remembered import SILENT, holds
from bot.core.texts import Text
from bot.core.words import plain, quoted
from bot.play.care.hours import waited
from bot.play.topic.conversation import Conversation, best_of
from bot.play.topic.topics import counted, posting_noted, proposal_of, record_of, recorded
from bot.play.turn import Turn, ended
from bot.play.venue import Venue

LATE = timedelta(minutes=1)  # chosen: what was said in time may arrive so much later
SHOWN = 16  # characters of a topic in its title
LEAST_PEOPLE = 3  # chosen: who thanks for one or two replies sounds lonely
OTHERS = ("quiz",)  # plays that a topic must not talk into

POSTED = Text("topic.posted", "{text}")
POSTED_FOR = Text("topic.posted_for", "{text}\n（来自 {name} 的投稿，谢谢！）")
TITLE = Text("topic.title", "话题“{text}”")
THANKS = Text("topic.thanks", "这次聊“{topic}”，{people} 位朋友一共说了 {replies} 条，谢谢大家！{best}")
BEST = Text("topic.best", "{name} 这句说得真好：“{text}”")
RETIRED = Text(
    "topic.retired",
    "话题“{text}”在“{room}”发了 {posted} 次，平均不到 {below} 条回复，我先不再发它了。想再试，请在群里发“话题 恢复 {id}”。",
)


def waits(play: Play) -> bool:
    """Tell whether `play` is a topic that waits to be posted."""
    return _is_open(play) and play.body.posted_at is None


def is_talking(play: Play) -> bool:
    """Tell whether `play` is a topic that was posted and is still talked about."""
    return _is_open(play) and play.body.posted_at is not None


def _is_open(play: Play) -> bool:
    return play.kind == "topic" and play.phase is Phase.OPEN and isinstance(play.body, Conversation)


def is_quiet(venue: Venue) -> bool:
    """Tell whether a topic disturbs nobody: no talk of late, no quiz, no other topic, no silence ordered.

    Where only what calls the bot is heard, nobody knows whether people talk; it is then quiet.
    """
    if holds(venue.state.get(SILENT), venue.now):
        return False
    if any(is_talking(play) or (play.kind in OTHERS and play.phase is Phase.OPEN) for play in venue.plays.values()):
        return False
    last_at = venue.last_said_at
    return not venue.hears_all or last_at is None or venue.now - last_at >= venue.customs.topics.quiet


def posted(play: Play, topic: Topic, venue: Venue) -> Turn:
    """Return that `topic` is posted now, as `play`."""
    talk = Conversation(topic=topic.id, text=topic.text, posted_at=venue.now)
    play = replace(
        play,
        title=venue.texts.say(TITLE, text=brief(topic.text)),
        due_at=venue.now + venue.customs.topics.listens + LATE,
        body=talk,
    )
    said = Say(room=venue.room.id, text=wording(topic, venue))
    return Turn(plays=(play,), planned=(said,), states=posting_noted(topic.id, venue))


def wording(topic: Topic, venue: Venue) -> str:
    """Return what is posted: with thanks to the member who proposed it."""
    proposal = proposal_of(topic.id, venue.state)
    if proposal is None:
        return venue.texts.say(POSTED, text=topic.text)
    return venue.texts.say(POSTED_FOR, text=plain(venue.concealed(topic.text)), name=venue.name(proposal.by))


def closed(play: Play, venue: Venue) -> Turn:
    """Return that the time for `play` is over: its replies are counted, and thanked for, by night only in the morning.

    Where not everything is heard nothing is counted: nobody knows what was said.
    """
    talk: Conversation = play.body
    over = Turn(plays=(ended(play, venue.now),))
    if not venue.hears_all:
        return over
    before = record_of(talk.topic, venue.state)
    after = counted(before, venue, replies=talk.replies, people=len(talk.people))
    planned: list[Effect | Planned] = []
    if len(talk.people) >= LEAST_PEOPLE and not holds(venue.state.get(SILENT), venue.now):
        customs = venue.customs.topics
        due_at = waited(venue.now, venue.zone, since=customs.since, until=customs.until)
        planned.append(Planned(effect=Say(room=venue.room.id, text=_thanks(talk, venue)), due_at=due_at))
    if after.retired and not before.retired:
        planned += _told(talk, after.posted, venue)
    return replace(over, planned=tuple(planned), states=(recorded(talk.topic, after, venue),))


def _thanks(talk: Conversation, venue: Venue) -> str:
    best = best_of(talk)
    said = ""
    if best is not None:
        said = venue.texts.say(BEST, name=venue.name(best[0]), text=quoted(venue.concealed(best[1])))
    return venue.texts.say(
        THANKS, topic=brief(plain(talk.text)), people=len(talk.people), replies=talk.replies, best=said
    )


def _told(talk: Conversation, times: int, venue: Venue) -> list[Effect]:
    """Tell the first of those in charge that a topic retired."""
    owners = venue.room.owners()[:1]
    text = venue.texts.say(
        RETIRED,
        text=brief(talk.text),
        room=venue.room.name,
        posted=times,
        below=f"{venue.customs.topics.retire_below:g}",
        id=talk.topic,
    )
    return [Tell(room=venue.room.id, to=owner, text=text) for owner in owners if venue.whispers(owner)]


def brief(text: str) -> str:
    """Return the beginning of a topic, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"
