"""Userids."""

import pytest

from bot.wecom.people import is_external


@pytest.mark.parametrize(
    ("userid", "external"),
    [
        ("wmEAlECwAAHrbWYDOK5u3Bf13xlYDDNQ", True),
        ("woAJ2GCAAAXtWyujaWJHDDGi0mACAAAA", True),
        ("wmqfasdbaebbcbdegabcdefgh", True),
        ("wmCustomer", True),
        ("wangfang", False),
        ("woody", False),
        ("wmli", False),
        ("wb12AAAA", False),
        ("", False),
    ],
)
def test_external_contacts_are_known_by_their_ids(userid: str, external: bool) -> None:
    """Ids that the platform made are told from accounts that a company chose."""
    assert is_external(userid) is external
