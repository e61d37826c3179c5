"""Stand-ins for street services: real HTTP servers that speak as the services do, and fail as they are told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from contexts.transport.domain.modes import Mode
from contexts.transport.domain.streets import estimated_route
from contexts.transport.domain.streets_lines import write_line
from tests.support.waiting import PATIENCE_SECONDS

Reply = tuple[int, Any]


@dataclass
class Service:
    """What a stand-in does and what it was asked."""

    url: str = ""
    asked: list[tuple[str, dict[str, Any], dict[str, str]]] = field(default_factory=list)
    fails: list[str] = field(default_factory=list)
    """How the next requests fail; `always:` before it never ends."""
    metres: float = 1.0
    """What distances are multiplied by."""
    seconds: float = 1.0
    has_way: bool = True
    off_street_m: float = 3.5
    """How far places are from the next street."""
    release: threading.Event = field(default_factory=threading.Event)

    def next_failure(self) -> str:
        if not self.fails:
            return ""
        if self.fails[0].startswith("always:"):
            return self.fails[0].removeprefix("always:")
        return self.fails.pop(0)


Speaks = Callable[[Service, str, dict[str, Any]], Reply]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self._answer(json.loads(self.rfile.read(length)))

    def log_message(self, *_: Any) -> None:
        pass

    def _answer(self, body: dict[str, Any]) -> None:
        service = self.server.service
        service.asked.append((self.path, body, dict(self.headers)))
        failure = service.next_failure()
        if failure == "slow":
            service.release.wait(PATIENCE_SECONDS)  # and then it answers whoever still waits
        elif failure:
            self._fail(service, failure)
            return
        status, content = self.server.speaks(service, self.path, body)
        self._send(status, json.dumps(content).encode())

    def _fail(self, service: Service, failure: str) -> None:
        ways: dict[str, Callable[[], None]] = {
            "broken_off": self._break_off,
            "huge": lambda: self._send(200, b'{"a": "' + b"x" * (5 * 1024 * 1024) + b'"}'),
            "redirect": lambda: self._send(302, b"", ("Location", f"{service.url}/elsewhere")),
        }
        if failure.isdigit():
            self._send(int(failure), b"{}")
        else:
            ways.get(failure, lambda: self._send(200, failure.encode()))()

    def _break_off(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _send(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        try:
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, service: Service, speaks: Speaks) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.service = service
        self.speaks = speaks

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up: some tests are about just that."""


@contextmanager
def running(speaks: Speaks) -> Iterator[Service]:
    """Run a stand-in on a free port of this machine."""
    service = Service()
    server = _Server(service, speaks)
    service.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield service
    finally:
        service.release.set()
        server.shutdown()
        server.server_close()
        thread.join()


def way(service: Service, origin: Any, destination: Any, digits: int) -> tuple[float, float, str]:
    """Metres, seconds and line between two places, as the service has been told to see them."""
    found = estimated_route(tuple(origin), tuple(destination), Mode.CAR)
    line = write_line(found.geometry, digits=digits)
    return found.metres * service.metres, found.seconds * service.seconds, line


def valhalla(service: Service, path: str, body: dict[str, Any]) -> Reply:
    assert body["units"] == "kilometers"
    if not service.has_way and path == "/route":
        error = "No path could be found for input"
        return 400, {"error_code": 442, "error": error, "status_code": 400, "status": "Bad Request"}
    if path == "/route":
        ends = [(place["lat"], place["lon"]) for place in body["locations"]]
        metres, seconds, line = way(service, *ends, digits=6)
        summary = {"length": round(metres / 1000, 3), "time": seconds, "has_toll": False}
        trip = {
            "locations": body["locations"], "legs": [{"shape": line, "summary": summary}],
            "summary": summary, "status": 0, "status_message": "Found route between points",
            "units": "kilometers", "language": "en-US",
        }  # fmt: skip
        return 200, {"trip": trip}
    assert path == "/sources_to_targets"
    rows = []
    for i, source in enumerate(body["sources"]):
        row = []
        for j, target in enumerate(body["targets"]):
            ends = ((source["lat"], source["lon"]), (target["lat"], target["lon"]))
            metres, seconds, _ = way(service, *ends, digits=6)
            found = (metres / 1000, seconds) if service.has_way else (None, None)
            row.append({"from_index": i, "to_index": j, "distance": found[0], "time": found[1]})
        rows.append(row)
    places = {"sources": body["sources"], "targets": body["targets"]}
    return 200, {"sources_to_targets": rows, "units": "kilometers", **places}


def osrm(service: Service, path: str, body: dict[str, Any]) -> Reply:
    parts = urlsplit(path)
    _, kind, version, profile, coordinates = parts.path.split("/")
    assert (version, profile, body) == ("v1", "car", {})
    options = {name: values[0] for name, values in parse_qs(parts.query).items()}
    places = [
        tuple(float(x) for x in reversed(place.split(","))) for place in coordinates.split(";")
    ]
    if not service.has_way and kind == "route":
        return 400, {"code": "NoRoute", "message": "Impossible route between points"}
    if kind == "route":
        assert (options["overview"], options["geometries"]) == ("full", "polyline6")
        assert options["radiuses"] == "5000;5000"
        metres, seconds, line = way(service, *places, digits=6)
        found = {"distance": metres, "duration": seconds, "geometry": line, "legs": []}
        return 200, {"code": "Ok", "routes": [found], "waypoints": []}
    assert kind == "table"
    assert options["annotations"] == "duration,distance"
    cells = [
        [
            way(service, places[int(i)], places[int(j)], 6)[:2] if service.has_way else (None, None)
            for j in options["destinations"].split(";")
        ]
        for i in options["sources"].split(";")
    ]
    distances = [[metres for metres, _ in row] for row in cells]
    durations = [[seconds for _, seconds in row] for row in cells]
    near = {
        side: [{"distance": service.off_street_m, "name": ""} for _ in options[side].split(";")]
        for side in ("sources", "destinations")
    }
    return 200, {"code": "Ok", "distances": distances, "durations": durations, **near}


def google(service: Service, path: str, body: dict[str, Any]) -> Reply:
    def place(waypoint: Any) -> tuple[float, float]:
        found = waypoint["location"]["latLng"]
        return found["latitude"], found["longitude"]

    assert body["travelMode"] == "DRIVE"
    if path == "/directions/v2:computeRoutes":
        if not service.has_way:
            return 200, {}
        metres, seconds, line = way(service, place(body["origin"]), place(body["destination"]), 5)
        found = {
            "distanceMeters": round(metres), "duration": f"{round(seconds)}s",
            "polyline": {"encodedPolyline": line},
        }  # fmt: skip
        return 200, {"routes": [found]}
    assert path == "/distanceMatrix/v2:computeRouteMatrix"
    elements = []
    for i, origin in enumerate(body["origins"]):
        for j, destination in enumerate(body["destinations"]):
            ends = place(origin["waypoint"]), place(destination["waypoint"])
            metres, seconds, _ = way(service, *ends, digits=5)
            element: dict[str, Any] = {"originIndex": i, "destinationIndex": j, "status": {}}
            if service.has_way:
                element |= {"condition": "ROUTE_EXISTS", "duration": f"{round(seconds)}s"}
                # Its JSON leaves zeros out.
                element |= {"distanceMeters": round(metres)} if round(metres) else {}
            else:
                element |= {"condition": "ROUTE_NOT_FOUND"}
            elements.append(element)
    return 200, elements[::-1]
