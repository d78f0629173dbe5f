"""分享会: a meet-up from its announcement to what people thought of it."""

import re
from dataclasses import replace
from typing import ClassVar, final

from bot.activities import CHANGED_SINCE, Activity
from bot.core.effects import Effect, Planned, Tell
from bot.core.model import MemberId
from bot.core.plays import Phase, Play
from bot.core.texts import Text
from bot.core.words import day_and_time
from bot.play.meetup import words
from bot.play.meetup.meetups import RATING_LASTS, Meetup, Stage, attended, moved_up, next_due, rated
from bot.play.turn import NOTHING, Claim, Turn, ended
from bot.play.venue import Heard, Venue

STATUS = Text("meetup.status", "分享会“{topic}”：{begins}，报名 {going} 人{waiting}{came}")
STATUS_WAITING = Text("meetup.status_waiting", "，候补 {count} 人")
STATUS_CAME = Text("meetup.status_came", "，到场 {count} 人")
_HERE = re.compile(r"\s*(?:我?已?到了|到场|我?来了|已到|签到|到)\s*[!！。.~～]*\s*")
_STARS = re.compile(r"\s*([1-5１-５])\s*[分星]?\s*[!！。.~～]*\s*")
_MOST = 12  # characters of what may be a move


@final
class MeetupActivity(Activity):
    """Reminds, begins, takes who is there, thanks, asks how it was; late calls leave out what is no longer true."""

    title: ClassVar[str] = "分享会"
    body: ClassVar[type | None] = Meetup

    def concerns(self, play: Play, heard: Heard, venue: Venue) -> bool:
        """Tell whether somebody says that they are there, or how it was, who has not said so before."""
        if len(heard.text) > _MOST or not isinstance(play.body, Meetup):
            return False
        meetup = play.body
        if _was_running(meetup, heard) and _HERE.fullmatch(heard.text):
            return heard.by not in meetup.came
        return heard.by not in meetup.rated and _stars_in(meetup, heard, venue) is not None

    def hear(self, play: Play, heard: Heard, venue: Venue) -> Turn | None:
        """Take who is there while it runs, and how it was when that was asked."""
        meetup = play.body
        if not isinstance(meetup, Meetup) or heard.is_muted or len(heard.text) > _MOST:
            return None
        if _was_running(meetup, heard) and _HERE.fullmatch(heard.text):
            after = attended(meetup, heard.by)
            return NOTHING if after is meetup else Turn(plays=(replace(play, body=after),), note="到场")
        stars = _stars_in(meetup, heard, venue)
        if stars is None:
            return None
        is_first = heard.is_private and heard.by not in meetup.rated
        claim = Claim.LIKELY if is_first else Claim.AGAIN  # in the room a number may well be for a quiz or a survey
        turn = Turn(plays=(replace(play, body=rated(meetup, heard.by, stars)),), note=f"打分 {stars}", claim=claim)
        if not heard.is_private:
            return turn
        thanks = venue.texts.say(words.RATED, topic=meetup.topic, stars=stars)
        return turn + Turn(planned=(Tell(room=venue.room.id, to=heard.by, text=thanks),))

    def tick(self, play: Play, venue: Venue) -> Turn:
        """Do everything that is due by now, in order; what has passed meanwhile is not said as if it were to come."""
        planned: list[Planned | Effect] = []
        meetup: Meetup = play.body
        if meetup.stage is Stage.ANNOUNCED:
            meetup, said = _reminded(play, meetup, venue)
            planned += said
        if meetup.stage is Stage.ANNOUNCED and venue.now >= meetup.begins:
            meetup = replace(meetup, stage=Stage.RUNNING)
            planned += [_begun(play, meetup, venue)] if venue.now < meetup.ends else []
        if meetup.stage is Stage.RUNNING and venue.now >= meetup.ends:
            meetup = replace(meetup, stage=Stage.OVER)
            planned += [_thanked(play, meetup, venue)]
        asked_at = meetup.ends + venue.customs.meetup.feedback
        if meetup.stage is Stage.OVER and venue.now >= asked_at:
            meetup = replace(meetup, stage=Stage.RATING)
            planned += _asked(play, meetup, venue) if venue.now < asked_at + RATING_LASTS else []
        if meetup.stage is Stage.RATING and venue.now >= asked_at + RATING_LASTS:
            return Turn(
                plays=(ended(replace(play, body=meetup), venue.now),), planned=(*planned, *_told(play, meetup, venue))
            )
        return Turn(plays=(replace(play, body=meetup, due_at=next_due(meetup, venue)),), planned=tuple(planned))

    def status(self, play: Play, venue: Venue) -> str:
        """Return when it is and how many come."""
        meetup: Meetup = play.body
        say = venue.texts.say
        return say(
            STATUS,
            topic=meetup.topic,
            begins=day_and_time(meetup.begins, venue.zone),
            going=len(meetup.going),
            waiting=say(STATUS_WAITING, count=len(meetup.waiting)) if meetup.waiting else "",
            came=say(STATUS_CAME, count=len(meetup.came)) if meetup.came else "",
        )

    def cancel(self, play: Play, venue: Venue) -> Turn:
        """Call it off and tell everybody who signed up."""
        over = ended(play, venue.now, Phase.CANCELLED)
        return Turn(plays=(over,), planned=words.called_off(play.body, venue))

    def revert(self, before: Play | None, after: Play, play: Play, venue: Venue) -> Turn:
        """Take an order back: what was announced is called off; a change of time or a calling off only if nothing came of it."""
        if before is None or before.is_over:
            return super().revert(before, after, play, venue)
        if play != after or venue.now >= before.body.begins:
            return Turn(refused=venue.texts.say(CHANGED_SINCE, title=play.title))
        again = replace(before, due_at=next_due(before.body, venue))
        if after.is_over:
            return Turn(plays=(again,), planned=words.resumed(before.body, venue))
        if after.body.begins != before.body.begins:
            return Turn(plays=(again,), planned=words.rescheduled(before.body, venue))
        if moved_up(before.body, after.body):  # they were told that they have the seat
            return Turn(refused=venue.texts.say(CHANGED_SINCE, title=play.title))
        return Turn(plays=(again,))


def _was_running(meetup: Meetup, heard: Heard) -> bool:
    """Tell whether `heard` was said during it; what was said in time may arrive a little after the end."""
    return meetup.stage is Stage.RUNNING or (meetup.stage is Stage.OVER and meetup.begins <= heard.at <= meetup.ends)


def _stars_in(meetup: Meetup, heard: Heard, venue: Venue) -> int | None:
    """Return how many stars `heard` gives, None if it is no answer of a guest where guests were asked."""
    match = _STARS.fullmatch(heard.text) if meetup.stage is Stage.RATING else None
    if match is None or not (heard.by in meetup.going or heard.by in meetup.came):
        return None
    return int(match[1]) if heard.is_private or _is_asked_here(meetup, venue) else None


def _is_asked_here(meetup: Meetup, venue: Venue) -> bool:
    """Tell whether the room is asked how it was: there is a guest who cannot be asked in private."""
    return not all(venue.whispers(MemberId(one)) for one in meetup.came or meetup.going)


def _reminded(play: Play, meetup: Meetup, venue: Venue) -> tuple[Meetup, tuple[Planned | Effect, ...]]:
    """Return the meet-up with the reminders that are due done; of several the last is said, of those passed none."""
    spans = [int(span.total_seconds()) for span in venue.customs.meetup.reminders]
    left = (meetup.begins - venue.now).total_seconds()
    due = [span for span in spans if left <= span and span not in meetup.reminded]
    if not due:
        return meetup, ()
    meetup = replace(meetup, reminded=(*meetup.reminded, *due))
    if left <= 0:
        return meetup, ()
    say, shown = (
        venue.texts.say,
        {"topic": meetup.topic, "left": words.left_until(meetup, venue), "details": words.details(meetup, venue)},
    )
    call = say(words.CALL_OPEN if meetup.free is None or meetup.free else words.CALL_FULL)
    room = say(words.REMINDER, count=len(meetup.going), call=call, **shown)
    own = say(words.REMINDER_OWN, room=venue.room.name, **shown)
    key = f"remind-{min(due)}-{int(meetup.begins.timestamp())}"
    return meetup, (words.said(play, key, room, venue), *words.told(meetup.going, own, venue))


def _begun(play: Play, meetup: Meetup, venue: Venue) -> Planned:
    say = venue.texts.say
    place = say(words.BEGUN_WHERE, place=meetup.place) if meetup.place else ""
    return words.said(
        play, f"begin-{int(meetup.begins.timestamp())}", say(words.BEGUN, topic=meetup.topic, place=place), venue
    )


def _thanked(play: Play, meetup: Meetup, venue: Venue) -> Planned:
    say = venue.texts.say
    speaker = say(words.THANKS_SPEAKER, speaker=meetup.speaker) if meetup.speaker else ""
    people = (
        say(words.THANKS_CAME, count=len(meetup.came), names=words.names(meetup.came, venue))
        if meetup.came
        else say(words.THANKS_ALL)
    )
    text = say(words.THANKS, topic=meetup.topic, speaker=speaker, people=people)
    return words.said(play, f"thanks-{int(meetup.begins.timestamp())}", text, venue)


def _asked(play: Play, meetup: Meetup, venue: Venue) -> list[Planned | Effect]:
    """Return that guests are asked how it was: in private, and in the room if some cannot be asked so. Nobody: nothing."""
    guests = meetup.came or meetup.going
    private = words.told(guests, venue.texts.say(words.RATE_OWN, topic=meetup.topic, room=venue.room.name), venue)
    asked: list[Planned | Effect] = list(private)
    if _is_asked_here(meetup, venue):
        asked.append(words.said(play, "rate", venue.texts.say(words.RATE, topic=meetup.topic), venue))
    return asked


def _told(play: Play, meetup: Meetup, venue: Venue) -> tuple[Effect, ...]:
    """Return that who announced it, or else the owner, reads how it was."""
    to = play.by or next(iter(venue.room.owners()), None)
    return (Tell(room=venue.room.id, to=to, text=words.result(meetup, venue)),) if to else ()
