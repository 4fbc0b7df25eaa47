"""The review page's server: on this machine only, behind a random token, every decision kept before it is answered."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from importlib.resources import files
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from netral_cli.errors import NetralError
from netral_cli.language import _
from netral_cli.review.decision import WrongLabelError, make_label, read_answer, read_context, read_signals
from netral_cli.review.page_data import page_html, post_record
from netral_cli.review.store import Store, StoreError
from netral_cli.system_words import reason

HOST = "127.0.0.1"
_MOST_BODY, _MOST_NOTE = 64 * 1024, 4_000
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_ASSETS = {"tinjau.css": "text/css; charset=utf-8", "tinjau.js": "text/javascript; charset=utf-8"}
_JSON = "application/json"


class ServerError(NetralError):
    """The page cannot be served: the framework is missing, or the port is taken."""


class _Threading(ThreadingMixIn, WSGIServer):
    """Browsers keep spare connections open, which would block a server that takes one at a time."""

    daemon_threads = True
    # Requests that come in one burst wait for their turn; of five, the usual number, others would be turned away.
    request_queue_size = 64
    # On Windows it would let another program take over a port that is in use.
    allow_reuse_address = os.name == "posix"


class _Quiet(WSGIRequestHandler):
    """Logs nothing: addresses hold the token."""

    def log_message(self, format: str, *args: Any) -> None:
        """Do nothing."""

    def address_string(self) -> str:
        """Return the address without asking a name server."""
        return str(self.client_address[0])


def application(store: Store, token: str, hosts: Callable[[], frozenset[str]], blind: bool = False) -> Any:
    """Return the WSGI application; every request must know the token and name this machine.

    hosts: what the Host header may say, so that no other name leads here (DNS rebinding)
    blind: show neither evidence nor what the program thinks
    """
    try:
        import bottle  # noqa: PLC0415
    except ImportError:
        raise ServerError(
            _("halaman tinjauan memerlukan paket bottle; pasang dengan: pip install 'netral-cli[review]'")
        ) from None
    app: Any = bottle.Bottle()

    def guard() -> None:
        if bottle.request.get_header("Host", "") not in hosts():
            bottle.abort(403, "Host")
        if not secrets.compare_digest(bottle.request.path.split("/")[1].encode(), token.encode()):
            bottle.abort(404, "-")
        origin = bottle.request.get_header("Origin")
        if origin is not None and origin not in {f"http://{host}" for host in hosts()}:
            bottle.abort(403, "Origin")

    def harden() -> None:
        for name, value in _HEADERS.items():
            bottle.response.set_header(name, value)

    def failed(problem: Any) -> str:
        # An error answer has headers of its own, and says nothing of what was asked.
        for name, value in _HEADERS.items():
            bottle.response.set_header(name, value)
        bottle.response.content_type = "text/plain; charset=utf-8"
        return f"{problem.status_code}\n"

    app.add_hook("before_request", guard)
    app.add_hook("after_request", harden)
    app.default_error_handler = failed
    _routes(app, bottle, store, token, blind)
    return app


def _routes(app: Any, bottle: Any, store: Store, token: str, blind: bool) -> None:
    """Add the page, its two assets, the list of posts, one post, and the keeping of a decision."""
    base = f"/{token}/"

    def answer(data: object, status: int = 200) -> str:
        bottle.response.status = status
        bottle.response.content_type = _JSON
        return json.dumps(data)

    def page() -> str:
        bottle.response.content_type = "text/html; charset=utf-8"
        return page_html(store.path.name)

    def asset(name: str) -> bytes:
        bottle.response.content_type = _ASSETS[name]
        return files("netral_cli.review").joinpath("page", name).read_bytes()

    def queue() -> str:
        decided = store.decisions()
        return answer([decided[k].label.status if k in decided else "" for k in range(len(store.items))])

    def post(number: int) -> str:
        if not 0 <= number < len(store.items):
            bottle.abort(404, "-")
        return answer(post_record(store.items[number], store.decisions().get(number), blind))

    def decide(number: int) -> str:
        if not 0 <= number < len(store.items):
            bottle.abort(404, "-")
        if bottle.request.content_type.split(";")[0].strip() != _JSON:
            bottle.abort(415, "-")
        if not 0 <= bottle.request.content_length <= _MOST_BODY:
            bottle.abort(413, "-")
        try:
            told = json.loads(bottle.request.body.read(_MOST_BODY))
            note = str(told["catatan"])[:_MOST_NOTE]
            label = make_label(
                read_answer(str(told["status"])), read_signals("|".join(map(str, told["sinyal"]))),
                read_context(str(told["konteks"])),
            )  # fmt: skip
        except WrongLabelError as problem:
            return answer({"salah": str(problem)}, 422)
        except (ValueError, KeyError, TypeError, RecursionError):
            bottle.abort(400, "-")
        try:
            time = store.decide(number, label, note)
        except StoreError as problem:
            return answer({"salah": str(problem)}, 500)
        return answer({"status": label.status, "waktu": time})

    app.route(base, "GET", page)
    app.route(base + "<name:re:tinjau[.](css|js)>", "GET", asset)
    app.route(base + "antrean", "GET", queue)
    app.route(base + "pos/<number:int>", "GET", post)
    app.route(base + "pos/<number:int>", "POST", decide)


class ReviewServer:
    """The page on a free port; `address` leads to it and holds the token."""

    def __init__(self, store: Store, port: int = 0, blind: bool = False) -> None:
        """Bind the port; raises `ServerError`."""
        self._token = secrets.token_urlsafe(24)
        self._hosts: frozenset[str] = frozenset()
        app = application(store, self._token, lambda: self._hosts, blind)
        try:
            self._server = make_server(HOST, port, app, _Threading, _Quiet)
        except OSError as problem:
            raise ServerError(
                _("port {port} tidak dapat dipakai ({problem}); pilih lain dengan --port").format(
                    port=port, problem=reason(problem)
                )
            ) from None
        self.port = int(self._server.server_port)
        self._hosts = frozenset((f"{HOST}:{self.port}", f"localhost:{self.port}"))

    @property
    def address(self) -> str:
        """Return the address of the page."""
        return f"http://{HOST}:{self.port}/{self._token}/"

    def serve(self) -> None:
        """Serve until `stop` is called from another thread or Ctrl+C is pressed."""
        self._server.serve_forever(poll_interval=0.2)

    def stop(self) -> None:
        """End serving."""
        self._server.shutdown()

    def close(self) -> None:
        """Let go of the port."""
        self._server.server_close()
