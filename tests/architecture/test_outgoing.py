"""Who may open connections and read JSON by other means than `riz.outgoing` and `riz.strict_json`: each with its reason."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.parsing import nodes_of

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("riz", "contexts", "config")

# Whatever opens a connection to an address that it is given; asyncio does by these of its names.
CLIENTS = (
    "httpx", "httpx2", "httpcore", "h11", "requests", "urllib3", "aiohttp", "urllib.request", "http.client", "socket",
    "ssl", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib", "xmlrpc", "websockets", "websocket", "pycurl",
    "asyncio.open_connection", "asyncio.open_unix_connection", "authlib", "requests_oauthlib", "google.auth",
)  # fmt: skip
LOADERS = (
    "json.loads",
    "json.load",
    "json.JSONDecoder",
    "orjson.loads",
    "simplejson",
    "ujson",
    "msgspec",
)

CONNECTING = {
    "config/demo.py": "asks the RIZ that runs on this machine",
    "config/run.py": "asks whether the RIZ that it started is ready",
    "contexts/notifications/gateways/django_mail.py": "names the refusals of the operator's mail server",
    "contexts/payments/parts/sandbox/gateways/customer.py": "posts webhooks to RIZ's own BASE_URL",
    "contexts/transport/gateways/streets_http.py": "asks the services that the operator's settings name, over kept connections",
    "config/local/ports.py": "tries whether a port of this machine is free",
    "config/local/valkey.py": "asks the Valkey that it started, by its unix socket",
    "riz/operations/probe.py": "asks this very server",
}
READING = {
    "config/demo.py": "the file of its accounts; its own server",
    "config/run.py": "the health of the RIZ that it started",
    "config/welcome.py": "the file of the accounts",
    "contexts/catalog/management/commands/load_tripura.py": "files that come with the program",
    "contexts/identity/parts/accounts/queries.py": "what Valkey keeps for us",
    "contexts/identity/parts/partners/domain/credential_states.py": "what Valkey keeps for us",
    "contexts/identity/parts/profiles/queries.py": "what Valkey keeps for us; sealed columns",
    "contexts/identity/parts/sessions/domain/access_tokens.py": "the operator's key set",
    "contexts/identity/parts/sessions/domain/session_states.py": "what Valkey keeps for us",
    "contexts/identity/queries.py": "what Valkey keeps for us",
    "contexts/identity/use_cases/create_demo_accounts.py": "a private file that it wrote",
    "contexts/identity/use_cases/name_erased_person.py": "a sealed column",
    "contexts/transport/domain/realtime/changes.py": "what Valkey keeps for us",
    "contexts/transport/domain/kernels.py": "a file that we wrote, of how far compiling is",
    "contexts/transport/gateways/compiled.py": "a file that we wrote, bounded",
    "contexts/transport/gateways/live.py": "what Valkey keeps for us",
    "contexts/transport/gateways/streets_cache.py": "what Valkey keeps for us",
    "contexts/transport/gateways/streets_http.py": "services of the operator, whose matrices are too large for bounds of"
    " requests; orjson takes no NaN and no lone surrogate, and each number is checked",
    "contexts/transport/management/commands/load_demo_network.py": "a file that comes with the program",
    "contexts/transport/rest/views.py": "answers that Valkey keeps for us",
    "config/local/guardian.py": "lines of the process that started it",
    "riz/outbox/claims.py": "a column that we wrote",
}


@cache
def names_in_file(path: Path) -> set[str]:
    """Return what `names_in` finds in a file."""
    return names_in(nodes_of(path))


def names_in(nodes: Iterable[ast.AST]) -> set[str]:
    """Return every dotted name that a module imports or speaks of, aliases resolved; `.json()` as itself."""
    nodes = list(nodes)
    aliases = dict(pair for node in nodes for pair in _imports(node))
    return set(aliases.values()) | {name for node in nodes for name in _spoken(node, aliases)}


def _imports(node: ast.AST):
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.asname or alias.name, alias.name
    elif isinstance(node, ast.ImportFrom) and not node.level:
        for alias in node.names:
            yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _spoken(node: ast.AST, aliases: dict[str, str]):
    if isinstance(node, ast.Attribute):
        first, _, rest = ast.unparse(node).partition(".")
        if first in aliases:
            yield f"{aliases[first]}.{rest}"
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".json") and not node.args:
        yield ".json()"
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
        yield from (str(each.value) for each in node.args if isinstance(each, ast.Constant))


def using(names: tuple[str, ...], *, but: tuple[str, ...]) -> set[str]:
    """The files of RIZ that use one of the names, or something in it."""
    return {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if not str(path.relative_to(ROOT)).startswith(but)
        if any(
            found == name or found.startswith(f"{name}.")
            for found in names_in_file(path)
            for name in names
        )
    }


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import httpx", "httpx"),
        ("import urllib.request", "urllib.request"),
        ("from urllib import request", "urllib.request"),
        ("from socket import create_connection", "socket.create_connection"),
        ("import socket as s\ns.create_connection(x)", "socket.create_connection"),
        ("import asyncio\nawait_ = asyncio.open_connection(h, p)", "asyncio.open_connection"),
        ("from asyncio import open_connection", "asyncio.open_connection"),
        ("import json\njson.loads(x)", "json.loads"),
        ("import json as j\nj.loads(x)", "json.loads"),
        ("from json import loads", "json.loads"),
        ("from json import loads as read", "json.loads"),
        ("import orjson\nmap(orjson.loads, x)", "orjson.loads"),
        ("answer.json()", ".json()"),
        ("ask(url).json()", ".json()"),
        ("import_module('httpx')", "httpx"),
    ],
)
def test_the_search_finds_what_it_looks_for(source, name):
    assert name in names_in(ast.walk(ast.parse(source)))


@pytest.mark.requirement("ASVS 5.0 15.3.2")
def test_whoever_connects_does_so_by_the_one_client_or_says_why_not():
    assert using(CLIENTS, but=("riz/outgoing/",)) == CONNECTING.keys()


@pytest.mark.requirement("ASVS 5.0 1.5.2")
def test_json_of_others_is_read_by_the_one_reader():
    assert using((*LOADERS, ".json()"), but=("riz/strict_json.py",)) == READING.keys()
