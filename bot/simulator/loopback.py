"""Keeps the page and its controls to this machine, whatever a name server or another page says."""

import ipaddress
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_OPEN = ("/cgi-bin/", "/archive/")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def is_loopback(host: str) -> bool:
    """Tell whether `host`, as in a URL and maybe with a port, is this machine by a name nobody else can give."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


@web.middleware
async def only_loopback(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse page and controls to foreign `Host` and `Origin` headers; the platform's own paths are open."""
    if request.path.startswith(_OPEN):
        return await handler(request)
    if not is_loopback(request.headers.get("Host", "")):
        return web.json_response({"error": "模拟器只回答本机（localhost、127.0.0.1）的请求"}, status=403)
    origin = request.headers.get("Origin")
    if origin is not None and not is_loopback(urlsplit(origin).netloc):
        return web.json_response({"error": "别的网页不能操作模拟器"}, status=403)
    return await handler(request)


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Forbid the page to load or run anything that is not its own."""
    if not request.path.startswith(_OPEN):
        response.headers.update(_HEADERS)
