"""A real HTTP server that tells what is new, and fails as it is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Source:
    """What it answers, and what it was asked with."""

    url: str = ""
    status: int = 200
    body: bytes = b""
    etag: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def source() -> Iterator[Source]:
    """Run a server on the loopback interface."""
    told = Source()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(dict(self.headers))
            is_known = told.etag and self.headers.get("If-None-Match") == told.etag
            self.send_response(304 if is_known else told.status)
            if told.etag:
                self.send_header("ETag", told.etag)
            if told.status == 302:
                self.send_header("Location", told.url + "/elsewhere")
            body = b"" if is_known else told.body
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}/updates"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
