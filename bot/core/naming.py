"""What people are called: by their names in the group, with the account where several bear the same."""

from collections import Counter
from collections.abc import Mapping

from bot.core.model import NOBODY_KNOWN, MemberId, Profile

NOBODY_NAMED = "机器人"


class Naming:
    """Names the members of a room for those in charge; whoever has no name that is known, by the account.

    Who bear the same name are looked for once, when the first name is wanted. Not for what is said to the group.
    """

    __slots__ = ("_profiles", "_shared")

    def __init__(self, profiles: Mapping[MemberId, Profile]) -> None:
        self._profiles = profiles
        self._shared: frozenset[str] | None = None

    def __call__(self, member: MemberId) -> str:
        """Return what `member` is called: 张三, 张伟（wmA2）; the bot itself if it is nobody."""
        name = self._profiles.get(member, NOBODY_KNOWN).name
        if not name:
            return member or NOBODY_NAMED
        if self._shared is None:
            counts = Counter(profile.name for profile in self._profiles.values())
            self._shared = frozenset(one for one, count in counts.items() if count > 1)
        return f"{name}（{member}）" if name in self._shared else name
