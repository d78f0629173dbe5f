"""Credits for taking part in the talk, where a room wants that: not for each message, nor for noise."""

import re

from bot.play.turn import Turn
from bot.play.venue import Entry, Heard, Venue

TALKED = "talked:"
"""Key in what a room remembers; the member follows. Value: when they last earned something so, seconds since 1970."""
REASON = "参与聊天"
LEAST = 4  # chosen: characters of a message that says something
_WORDY = re.compile(r"\w")


def talked(heard: Heard, venue: Venue) -> Turn | None:
    """Return the credits for `heard`, None if it is worth none."""
    customs, message = venue.customs.credits, heard.message
    if customs.talk < 1 or message.kind != "text" or len(_WORDY.findall(heard.text)) < LEAST:
        return None
    key, at = f"{TALKED}{heard.by}", int(heard.at.timestamp())
    last = venue.state.get(key)
    if last is not None and abs(at - int(last)) < customs.talk_pause.total_seconds():
        return None
    entry = Entry(id=f"{message.id}:talk", source="talk", reason=REASON, message=message.id)
    postings = venue.award(heard.by, customs.talk, entry)
    return Turn(postings=postings, states=(venue.noted(key, at),)) if postings else None
