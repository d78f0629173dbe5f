"""The simulated platform on a port: server API, sidecar, controls and page."""

from pathlib import Path

from aiohttp import web

from bot.simulator.clock import RealClock
from bot.simulator.control import Control
from bot.simulator.loopback import add_headers, only_loopback
from bot.simulator.platform import Platform, build
from bot.simulator.qyapi.media import LARGEST_BODY
from bot.simulator.qyapi.robots import Webhooks
from bot.simulator.qyapi.table import mount_qyapi
from bot.simulator.settings import SimulatorSettings
from bot.simulator.sidecar import Sidecar
from bot.simulator.watch import Watch
from bot.simulator.world import Credentials, demo_world, draw_credentials

PAGE = Path(__file__).with_name("page")


class Simulator:
    """A running platform. webhooks: to give robots trouble."""

    def __init__(self, platform: Platform, *, runner: web.AppRunner, url: str, webhooks: Webhooks) -> None:
        self.platform = platform
        self.url = url
        self.webhooks = webhooks
        self._runner = runner

    @property
    def credentials(self) -> Credentials:
        """Return what the bot must be told."""
        return self.platform.credentials

    @property
    def archive_source(self) -> str:
        """Return the sidecar's address, to which `/messages` is added."""
        return f"{self.url}/archive"

    def point_at(self, bot_url: str, console_token: str = "") -> None:
        """Bring callbacks to `bot_url`/wecom/…, and with a token read its trace for the page."""
        self.platform.courier.point_at(bot_url)
        self.platform.trace.point_at(bot_url, console_token)

    async def stop(self) -> None:
        """End all streams, callbacks and the server."""
        platform = self.platform
        platform.closing.set()
        platform.hub.publish("closing", {})
        await platform.day.stop()
        await platform.archive.stop()
        await platform.customers.stop()
        await platform.trace.stop()
        await platform.courier.stop()
        await self._runner.cleanup()


async def start(settings: SimulatorSettings) -> Simulator:
    """Start a platform and return it once it listens. Raises OSError when the port is taken."""
    clock = settings.clock or RealClock(settings.seed)
    credentials = settings.credentials or draw_credentials(clock.luck)
    world = settings.world or demo_world(credentials.webhook_key)
    platform = build(settings, credentials=credentials, clock=clock, world=world)
    webhooks, app = _serve(platform, settings)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError:
        await runner.cleanup()
        raise
    host, port = runner.addresses[0][:2]
    simulator = Simulator(platform, runner=runner, url=f"http://{_in_url(host)}:{port}", webhooks=webhooks)
    platform.aibot.base_url = simulator.url
    await platform.courier.start()
    simulator.point_at(settings.bot_url, settings.console_token)
    return simulator


def _serve(platform: Platform, settings: SimulatorSettings) -> tuple[Webhooks, web.Application]:
    """Return an application with everything mounted."""
    app = web.Application(middlewares=[only_loopback], client_max_size=LARGEST_BODY)
    app.on_response_prepare.append(add_headers)
    webhooks = mount_qyapi(app, platform, settings)
    sidecar = Sidecar(platform.archive, platform.credentials.archive_token)
    app.router.add_get("/archive/messages", sidecar.messages)
    Watch(platform).mount(app)
    Control(platform).mount(app)
    app.router.add_get("/", _index)
    app.router.add_static("/static", PAGE)
    return webhooks, app


async def _index(request: web.Request) -> web.FileResponse:
    del request
    return web.FileResponse(PAGE / "index.html")


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
