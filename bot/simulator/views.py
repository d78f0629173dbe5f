"""Groups and people as the page reads them."""

from typing import Any

from bot.simulator.world import Group, Person, World

MOST_ROOMS, MOST_PEOPLE = 20, 500  # chosen: more than the page can show


def room_view(group: Group) -> dict[str, Any]:
    """Return a group with the ids that its channels know it by."""
    return {
        "id": group.chatid,
        "name": group.name,
        "chatid": group.chatid,
        "archive_id": group.archive_id,
        "aibot_id": group.aibot_id,
        "owner": group.owner,
        "is_customer": group.is_customer,
    }


def person_view(person: Person) -> dict[str, Any]:
    """Return somebody, whatever groups they are in. has_app: the app can write to them."""
    return {
        "userid": person.userid,
        "name": person.name,
        "role": person.role,
        "has_app": not person.is_external,
    }


def members_view(group: Group, world: World) -> list[dict[str, Any]]:
    """Return who is in the group, then who was."""
    people = (world.person(userid) for userid in (*group.members, *group.gone))
    return [{**person_view(p), "removed": p.userid in group.gone} for p in people if p]
