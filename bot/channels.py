"""The channels of one bot, as its settings describe them."""

from collections.abc import Mapping

from aiohttp import ClientSession

from bot.core.ports import Clock
from bot.runtime.house import House, Undoing
from bot.runtime.telling import HOUSE
from bot.settings import Settings
from bot.wecom import Channel
from bot.wecom.aibot import Aibot
from bot.wecom.app import App
from bot.wecom.archive import Archive
from bot.wecom.client import Client
from bot.wecom.crypt import Crypt
from bot.wecom.guard import Guard
from bot.wecom.webhook import Webhook


def channels_of(
    settings: Settings, session: ClientSession, clock: Clock, *, welcome: str, rollback: Undoing
) -> Mapping[str, Channel]:
    """Return the channels that `settings` describe, by id. welcome: what the aibot greets with. rollback: see `House`."""
    wecom = settings.wecom
    client = Client(wecom.api_base, wecom.corp_id, wecom.app.secret.reveal(), session, clock)
    crypt = Crypt(wecom.app.token.reveal(), wecom.app.encoding_aes_key.reveal(), wecom.corp_id)
    channels: dict[str, Channel] = {
        "app": App(crypt=crypt, guard=Guard(), client=client, agent_id=wecom.app.agent_id),
        "archive": Archive(),
        HOUSE: House(rollback),
        "webhook": Webhook(
            api_base=wecom.api_base,
            keys={room: key.reveal() for room, key in settings.webhooks.items()},
            session=session,
            clock=clock,
        ),
    }
    if wecom.aibot is not None:
        crypt = Crypt(wecom.aibot.token.reveal(), wecom.aibot.encoding_aes_key.reveal(), "")
        channels["aibot"] = Aibot(
            crypt=crypt, guard=Guard(), session=session, clock=clock, name=wecom.aibot.name, welcome=welcome
        )
    return channels
