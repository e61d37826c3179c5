"""What docker/ says about processes, addresses and the environment is what the code knows."""

from __future__ import annotations

import re
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from config.run import starting_at_once
from tests.config.test_environment_example import names_that_are_documented
from tests.support.databases import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text())
DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text()
CADDYFILE = (ROOT / "docker" / "Caddyfile").read_text()
OURS = {name: each for name, each in COMPOSE["services"].items() if each.get("image") == "riz"}
# Of the operating system, of Python and of pip; and what the gateway and the database's image are told.
NOT_OURS = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
NOT_OURS |= {"PIP_NO_CACHE_DIR", "PIP_DISABLE_PIP_VERSION_CHECK"}
OF_COMPOSE = {"POSTGRES_PASSWORD", "RIZ_SITE"}


def test_every_process_of_riz_is_there() -> None:
    assert set(OURS) == {
        "web",
        "sockets",
        "worker",
        "long-worker",
        "beat",
        "relay",
        "flower",
        "migrate",
    }


@pytest.mark.parametrize("name", OURS)
def test_they_are_told_nothing_that_is_not_documented(name: str) -> None:
    assert set(OURS[name]["environment"]) <= names_that_are_documented()


def test_the_image_sets_nothing_that_is_not_documented() -> None:
    block = re.search(r"^FROM \$\{PYTHON\}\n(ENV (?:.*\\\n)*.*\n)", DOCKERFILE, re.MULTILINE)
    assert block
    named = set(re.findall(r"(?:ENV )? *\b([A-Z_]+)=", block[1]))

    assert {"DJANGO_SETTINGS_MODULE", "NUMBA_CACHE_DIR"} <= named
    assert named - NOT_OURS <= names_that_are_documented()


def test_what_it_asks_of_whoever_starts_it_is_explained() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", str(COMPOSE)))
    told = (ROOT / "docker" / "README.md").read_text()

    assert asked <= OF_COMPOSE | names_that_are_documented()
    assert all(name in told for name in asked)


def test_the_gateway_leads_to_servers_that_listen_there() -> None:
    led_to = dict(re.findall(r"reverse_proxy (\w+):(\d+)", CADDYFILE))

    assert led_to == {"sockets": "8000", "web": "8000"}
    for name, port in led_to.items():
        assert f"--port {port}" in OURS[name]["command"]
        assert OURS[name]["command"].startswith("python -m riz.operations.draining ")


def test_nobody_believes_what_a_caller_says_of_its_address() -> None:
    run = next(starting_at_once(SimpleNamespace(local=ROOT), 8000, 5555))  # type: ignore[arg-type]
    commands = [OURS["sockets"]["command"], OURS["web"]["command"], " ".join(run.argv)]

    # Names of headers are lost to WSGI, and uvicorn would believe this machine's own addresses.
    assert all("--interface asginl " in each for each in commands if "granian" in each)
    assert all("--no-proxy-headers " in each for each in commands if "uvicorn" in each)
    image, version = COMPOSE["services"]["gateway"]["image"].removesuffix("-alpine").split(":")
    assert image == "caddy"
    assert tuple(int(part) for part in version.split(".")) >= (2, 11, 4)
    assert "header_up -*_*" in CADDYFILE
    assert CADDYFILE.count("import as_gateway") == CADDYFILE.count("reverse_proxy ")


@pytest.mark.parametrize("name", OURS)
def test_every_command_names_things_that_exist(name: str) -> None:
    program, *words = OURS[name]["command"].split()
    modules = [words[at + 1] for at, word in enumerate(words) if word in {"-m", "--app"}]
    modules += [word.partition(":")[0] for word in words if word.endswith(":application")]

    assert program in {"python", "celery"}
    assert all(find_spec(module) for module in modules)
    assert all((ROOT / word).exists() for word in words if word.endswith(".py"))


def test_nothing_runs_as_root_or_may_write_its_code() -> None:
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    assert all(each["read_only"] and each["cap_drop"] == ["ALL"] for each in OURS.values())


def test_only_the_gateway_is_open_to_others() -> None:
    ports = {name: each.get("ports", []) for name, each in COMPOSE["services"].items()}

    assert {name for name, open_ones in ports.items() if open_ones} == {"gateway", "flower"}
    assert ports["flower"] == ["127.0.0.1:5555:5555"]
    assert "FLOWER_BASIC_AUTH" in OURS["flower"]["environment"]


def test_what_is_copied_is_not_left_out() -> None:
    kept = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    copied = set(re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE))

    assert copied == kept
    assert all((ROOT / path).exists() for path in copied)
