"""话题: brings something up when the room has gone quiet, counts what is said to it, and thanks for the best of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar, final

from bot.activities import Activity
from bot.core.model import Role
from bot.core.playbook import for_room
from bot.core.plays import Phase, Play
from bot.core.texts import Text
from bot.play.care.hours import is_within
from bot.play.topic.conversation import Conversation, heard_in
from bot.play.topic.raising import closed, is_quiet, is_talking, posted, waits
from bot.play.topic.topics import STOPPED, chosen, posted_today
from bot.play.turn import NOTHING, Firing, Timer, Turn, ended
from bot.play.venue import Heard, Venue

AGAIN = timedelta(minutes=30)  # chosen: between two looks whether the room is quiet
TIMER_TITLE = "话题：群里安静就发一个"
OWN_TIMER_TITLE = "话题：{text}"
SHOWN = 20  # characters of a topic
WAITING = Text("topic.waiting_title", "话题（等群里安静）")
STATUS_WAITING = Text("topic.status_waiting", "等群里安静下来，就发一个话题")
STATUS = Text("topic.status", "{title}：{replies} 条回复，{people} 人参与")


@final
class TopicPrompt(Activity):
    """Posts topics, never into a conversation and never at night, and measures how they do."""

    title: ClassVar[str] = "话题"
    body: ClassVar[type | None] = Conversation
    listens: ClassVar[bool] = True

    def timers(self, venue: Venue) -> Iterable[Timer]:
        """Yield when a topic is due, and when those come that have a time of their own."""
        customs = venue.customs.topics
        if customs.daily < 1:
            return
        for cron in customs.at:
            yield Timer(id=f"at-{cron.replace(' ', '_')}", cron=cron, title=TIMER_TITLE)
        for topic in for_room(venue.playbook.topics, venue.room.id):
            if topic.cron:
                title = OWN_TIMER_TITLE.format(text=topic.text[:SHOWN])
                yield Timer(id=f"topic-{topic.id}", cron=topic.cron, title=title, told={"topic": topic.id})

    def ring(self, firing: Firing, venue: Venue) -> Turn:
        """Post a topic, or wait until the room is quiet; nothing where enough was posted or one waits already."""
        topic = str(firing.told.get("topic", ""))
        found = chosen(venue, topic=topic) if _may_begin(venue) else None
        if found is None:
            return NOTHING
        waiting = next((play for play in venue.plays.values() if waits(play)), None)
        if waiting is not None:  # what has a time of its own goes first
            return Turn(plays=(replace(waiting, body=Conversation(topic=topic)),)) if topic else NOTHING
        play = Play(
            number=venue.number,
            room=venue.room.id,
            kind="topic",
            title=venue.texts.say(WAITING),
            opened_at=venue.now,
            due_at=venue.now + AGAIN,
            body=Conversation(topic=topic),
        )
        return posted(play, found, venue) if is_quiet(venue) else Turn(plays=(play,))

    def tick(self, play: Play, venue: Venue) -> Turn:
        """Close a topic whose time is over; post one that waited, unless the day is over, or wait on."""
        if play.body.posted_at is not None:
            return closed(play, venue)
        if venue.day_of(play.opened_at) != venue.today or not _may_begin(venue):
            return Turn(plays=(ended(play, venue.now, Phase.CANCELLED),))
        if not is_quiet(venue):
            return Turn(plays=(replace(play, due_at=venue.now + AGAIN),))
        found = chosen(venue, topic=play.body.topic)
        if found is None:
            return Turn(plays=(ended(play, venue.now, Phase.CANCELLED),))
        return posted(play, found, venue)

    def attend(self, heard: Heard, venue: Venue) -> Turn | None:
        """Count what members say while a topic is open; orders and moves in other plays are no replies."""
        if heard.is_taken or heard.is_muted or heard.is_private or not heard.is_judged or heard.role is not Role.MEMBER:
            return None
        play = next((play for play in venue.plays.values() if is_talking(play)), None)
        if play is None:
            return None
        talk: Conversation = play.body
        if talk.posted_at is None or not talk.posted_at <= heard.at < talk.posted_at + venue.customs.topics.listens:
            return None
        return Turn(plays=(replace(play, body=heard_in(talk, heard)),))

    def status(self, play: Play, venue: Venue) -> str:
        """Tell how many replied so far."""
        talk: Conversation = play.body
        if talk.posted_at is None:
            return venue.texts.say(STATUS_WAITING)
        return venue.texts.say(STATUS, title=play.title, replies=talk.replies, people=len(talk.people))


def _may_begin(venue: Venue) -> bool:
    """Tell whether the bot may bring something up by itself now."""
    customs = venue.customs.topics
    if STOPPED in venue.state or posted_today(venue) >= customs.daily:
        return False
    return is_within(venue.now, venue.zone, since=customs.since, until=customs.until)
