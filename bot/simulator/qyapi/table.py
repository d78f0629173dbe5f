"""Every call of `/cgi-bin/` and who answers it."""

from collections.abc import Iterator
from dataclasses import replace

from aiohttp import web

from bot.simulator.platform import Platform
from bot.simulator.qyapi.appchat import Appchats
from bot.simulator.qyapi.contacts import Contacts
from bot.simulator.qyapi.gateway import Api, Gateway
from bot.simulator.qyapi.media import Cupboard
from bot.simulator.qyapi.message import Entrance, Messages
from bot.simulator.qyapi.robots import Responses, Webhooks
from bot.simulator.qyapi.tokens import Tokens
from bot.simulator.qyapi.updates import Updates
from bot.simulator.settings import SimulatorSettings


def mount_qyapi(app: web.Application, platform: Platform, settings: SimulatorSettings) -> Webhooks:
    """Serve every call; return the robots, which tests may trouble."""
    clock, tokens, cupboard = platform.clock, Tokens(platform.credentials, platform.clock), Cupboard(platform.clock)
    webhooks = Webhooks(world=platform.world, talk=platform.talk, clock=clock, cupboard=cupboard)
    gateway = Gateway(settings, clock=clock, faults=platform.faults, tokens=tokens, calls=platform.calls)
    for api in (
        *_open_to_all(platform, tokens, cupboard, webhooks),
        *_of_messages(platform, cupboard),
        *_of_groups(platform, cupboard),
    ):
        gateway.mount(app, replace(api, path=f"/cgi-bin/{api.path}"))
    app.router.add_get("/sim/media/{key}", cupboard.view)
    return webhooks


def _open_to_all(platform: Platform, tokens: Tokens, cupboard: Cupboard, webhooks: Webhooks) -> Iterator[Api]:
    """Return the calls that bring their right with them, and those about the platform itself."""
    entrance, responses = Entrance(tokens=tokens), Responses(aibot=platform.aibot, clock=platform.clock)
    yield Api(path="gettoken", method="GET", run=entrance.gettoken, needs_token=False)
    for path in ("getcallbackip", "get_api_domain_ip"):
        yield Api(path=path, method="GET", run=entrance.ips)
    yield Api(path="media/upload", method="POST", run=cupboard.upload, reads_json=False)
    yield Api(path="media/get", method="GET", run=cupboard.get)
    yield Api(path="webhook/send", method="POST", run=webhooks.send, needs_token=False)
    upload = Api(path="webhook/upload_media", method="POST", run=webhooks.upload, needs_token=False)
    yield replace(upload, reads_json=False)
    yield Api(path="aibot/response", method="POST", run=responses.send, needs_token=False)


def _of_messages(platform: Platform, cupboard: Cupboard) -> Iterator[Api]:
    """Return the calls with which the app writes to members, and changes what it wrote."""
    agent, clock, talk = platform.credentials.agent_id, platform.clock, platform.talk
    messages = Messages(
        agent_id=agent,
        world=platform.world,
        talk=talk,
        clock=clock,
        faults=platform.faults,
        cupboard=cupboard,
        cards=platform.cards,
    )
    updates = Updates(agent_id=agent, clock=clock, talk=talk, cards=platform.cards, sent=messages.sent)
    yield Api(path="message/send", method="POST", run=messages.send)
    yield Api(path="message/update_template_card", method="POST", run=updates.update)
    yield Api(path="message/recall", method="POST", run=updates.recall)


def _of_groups(platform: Platform, cupboard: Cupboard) -> Iterator[Api]:
    """Return the calls about people and groups."""
    world, clock, customers = platform.world, platform.clock, platform.customers
    contacts = Contacts(world=world, customers=customers, faults=platform.faults, begun_at=clock.now())
    appchats = Appchats(world=world, talk=platform.talk, hub=platform.hub, clock=clock, cupboard=cupboard)
    yield Api(path="user/get", method="GET", run=contacts.user)
    yield Api(path="externalcontact/groupchat/get", method="POST", run=contacts.groupchat)
    yield Api(path="appchat/get", method="GET", run=appchats.get)
    yield Api(path="appchat/create", method="POST", run=appchats.create)
    yield Api(path="appchat/update", method="POST", run=appchats.update)
    yield Api(path="appchat/send", method="POST", run=appchats.send)
