"""What is said on the simulated platform, by people and by robots, as its clients would show it."""

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.simulator.clock import Clock, milliseconds
from bot.simulator.events import Hub
from bot.simulator.world import BOT_NAME, Group, Person, World

BOT = Person(userid="qunguan", name=BOT_NAME, role="bot")
KEPT = 20_000  # chosen: posts that can still be quoted or pressed
_NAMED = re.compile(r"<@([^<>@\s]{1,64})>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One bubble. n: rises by one. room: chatid, or `private:` and a userid. to: of a private one, else empty.

    at: ms. via: member, app, aibot, webhook or private. quote: text of what it quotes. ids: the platform's ids of it by
    the channel that carries it. card: of a template card, else empty. medium: kind, name and address of a picture or
    file, else empty. is_recalled: taken back; nothing is left to read.
    """

    n: int
    room: str
    author: Person
    text: str
    at: int
    via: str
    to: str = ""
    mentions: tuple[str, ...] = ()
    quote: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    card: Mapping[str, Any] = field(default_factory=dict)
    medium: Mapping[str, str] = field(default_factory=dict)
    is_recalled: bool = False

    def view(self) -> dict[str, Any]:
        """Return the bubble as the page reads it."""
        fields = asdict(self)
        author = fields.pop("author")
        return {**fields, "from": author["userid"], "name": author["name"], "role": author["role"]}


class Talk:
    """All posts, newest last; each new one is an event of the hub."""

    def __init__(self, hub: Hub, clock: Clock) -> None:
        self._hub = hub
        self._clock = clock
        self._posts: deque[Post] = deque(maxlen=KEPT)
        self._last = 0

    def post(self, *, room: str, author: Person, text: str, via: str, **more: Any) -> Post:  # noqa: ANN401 - fields of Post
        """Add a post and tell the page; return it."""
        self._last += 1
        at = milliseconds(self._clock.now())
        post = Post(n=self._last, room=room, author=author, text=text, at=at, via=via, **more)
        self._posts.append(post)
        self._hub.publish("message", post.view())
        return post

    def put(self, post: Post) -> None:
        """Show `post` in place of the one with its number, and tell the page."""
        index = post.n - self._posts[0].n if self._posts else -1
        if 0 <= index < len(self._posts):
            self._posts[index] = post
            self._hub.publish("changed", post.view())

    def find(self, n: int) -> Post | None:
        """Return post number `n`, None if it is not kept (any more)."""
        if not self._posts:
            return None
        index = n - self._posts[0].n
        return self._posts[index] if 0 <= index < len(self._posts) else None

    def posts(self) -> list[Post]:
        """Return the kept posts, oldest first."""
        return list(self._posts)

    def forget(self) -> None:
        """Drop all posts; numbers go on rising."""
        self._posts.clear()


def private(userid: str) -> str:
    """Return the room of the private talk between a member and the bot."""
    return f"private:{userid}"


def with_names(text: str, *, group: Group, world: World, listed: tuple[str, ...] = ()) -> tuple[str, tuple[str, ...]]:
    """Return `text` as members read it, and who of the group is named in it.

    `<@userid>` of a member of the group becomes @name, that of anybody else stays as it is. listed: userids, or `@all`,
    that the call names beside the text; they are added to its end.
    """
    names = _names(group, world)
    inline = tuple(u.lower() for u in _NAMED.findall(text) if u.lower() in names)
    shown = _NAMED.sub(lambda found: f"@{names[found[1].lower()][1]}" if found[1].lower() in names else found[0], text)
    added = tuple(w.lower() for w in listed if w.lower() in names and w.lower() not in inline)
    shown += "".join(f" @{names[key][1]}" for key in added)
    return shown, tuple(dict.fromkeys(names[key][0] for key in (*inline, *added)))


def _names(group: Group, world: World) -> dict[str, tuple[str, str]]:
    """Return userid and name of everybody who can be named, by userid in lower case."""
    people = (world.person(m) for m in group.members)
    return {"@all": ("@all", "所有人")} | {p.userid.lower(): (p.userid, p.name) for p in people if p}
