"""Asks the server beside it whether it lives: `python -m riz.operations.probe`, for images without curl.

A server that drains does live, and nobody shall stop it for that.
"""

from __future__ import annotations

import http.client
import os
import sys

PORT = 8000
TIMEOUT_SECONDS = 4.0


def lives(port: int = PORT) -> bool:
    """Tell whether the server answers, under the first name that it takes requests for."""
    name = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].lstrip(".") or "localhost"
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        server.request("GET", "/health/live", headers={"Host": name})
        return server.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(not lives())
