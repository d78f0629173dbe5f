"""What an effect that ended brings about: news of something done, or what takes the place of something refused. Pure."""

from collections.abc import Mapping

from bot.core.effects import Ask, Attach, Chart, Effect, Receipt, Remove, Reply, Rollback, Show, Tell
from bot.core.fit import fit, in_words
from bot.core.model import Room, private_room
from bot.core.texts import Text, Texts

REMOVED = Text("outbox.removed", "【告知】已把 {member} 移出“{room}”（原因：{why}）。如需恢复，请在手机上重新邀请。")


def news_of(effect: Effect, room: Room, answer: Mapping[str, object], *, name: str, texts: Texts) -> Tell | None:
    """Return what is told of `effect`, which was done: a removal to the owner, a rollback to who wanted it.

    name: of the member who was removed.
    """
    owners = room.owners()
    if isinstance(effect, Remove) and owners:
        text = texts.say(REMOVED, member=name, room=room.name or room.id, why=effect.why)
        return Tell(room=room.id, to=owners[0], text=text)
    if isinstance(effect, Rollback) and answer.get("tell"):
        return Tell(room=private_room(effect.by), to=effect.by, text=str(answer["tell"]))
    return None


def instead_of(effect: Effect, room: Room, texts: Texts) -> Effect | None:
    """Return what is done where no channel does `effect`, None for nothing: a case sees to its own effects."""
    if isinstance(effect, Receipt):
        return _in_the_room(effect) if effect.brief else None
    if isinstance(effect, Chart | Show | Attach):
        return in_words(effect, texts)
    if isinstance(effect, Ask) or effect.case:
        return None
    instead = fit(effect, room, possible=False, texts=texts)
    return None if instead is effect else instead


def _in_the_room(receipt: Receipt) -> Reply:
    """The same for everybody's eyes: the short line of it."""
    to, url = receipt.to, receipt.answer_url
    return Reply(room=receipt.room, case=receipt.case, to=to, text=receipt.brief, answer_url=url)
