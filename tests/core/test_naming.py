"""Those in charge can tell apart who bears the same name."""

from bot.core.model import MemberId, Profile
from bot.core.naming import Naming

ONE, OTHER, LI, NAMELESS = (MemberId(one) for one in ("wmA1", "wmA2", "li", "x1"))
PROFILES = {
    ONE: Profile(name="张伟"),
    OTHER: Profile(name="张伟"),
    LI: Profile(name="李四"),
    NAMELESS: Profile(),
    MemberId("x2"): Profile(),
}


def test_who_shares_a_name_is_named_with_the_account() -> None:
    """Each of them, and nobody else."""
    name = Naming(PROFILES)

    assert [name(one) for one in (ONE, OTHER, LI)] == ["张伟（wmA1）", "张伟（wmA2）", "李四"]


def test_without_a_name_there_is_the_account() -> None:
    """Two nameless ones share none; an unknown one has an account; nobody is the bot."""
    name = Naming(PROFILES)

    assert [name(one) for one in (NAMELESS, MemberId("new"), MemberId(""))] == ["x1", "new", "机器人"]
