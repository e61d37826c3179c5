"""docs/signing-in-from-a-browser.md tells what each 401 means, where mailed links lead, and nothing that is not so."""

from __future__ import annotations

import re
from pathlib import Path

from contexts.identity.contracts import MailLinkKind
from contexts.identity.rest.link_pages import PAGES
from tests.support.described import description, followed

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "signing-in-from-a-browser.md").read_text()
ROW = re.compile(r"^\| `([a-z_.]+)` \| (\d{3}) \|", re.MULTILINE)
LINK = re.compile(r"^\| `([a-z-]+)` \| `(POST) ([a-z/-]+) \{([a-z_, ]+)\}`", re.MULTILINE)
NOWHERE = {MailLinkKind.ADDRESS_TAKEN, MailLinkKind.ACCOUNT_ERASED}


def operations():
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            yield path.removeprefix("/api/v1"), method, operation


def codes_of(status):
    answers = [followed(one["responses"].get(status, {})) for _, _, one in operations()]
    return {
        code
        for answer in answers
        for content in answer.get("content", {}).values()
        for code in content["examples"]
    }


def test_every_401_has_a_row_and_every_row_is_answered():
    told = {(code, status) for code, status in ROW.findall(PAGE)}
    unauthenticated = {(code, "401") for code in codes_of("401")}

    assert unauthenticated <= told
    assert told - unauthenticated <= {(code, "403") for code in codes_of("403")}


def test_one_code_alone_means_refresh_whatever_was_sent():
    rows = [line for line in PAGE.splitlines() if ROW.match(line) and "| refresh" in line]

    assert [ROW.match(line)[1] for line in rows] == [
        "identity.access_token_expired",
        "auth.unauthenticated",
    ]


def test_every_mailed_link_has_a_row_with_what_takes_its_token():
    told = {kind: (path, set(fields.split(", "))) for kind, _, path, fields in LINK.findall(PAGE)}
    kinds = {kind.value.lower().replace("_", "-") for kind in set(MailLinkKind) - NOWHERE}

    assert set(told) == kinds == set(PAGES)
    for path, fields in told.values():
        (operation,) = [one for at, method, one in operations() if (at, method) == (path, "post")]
        schema = followed(operation["requestBody"]["content"]["application/json"]["schema"])
        assert fields <= set(schema["properties"]), path


def test_every_address_that_is_named_is_an_operation():
    named = set(re.findall(r"`(?:GET|POST) (/(?:auth|invitations)[a-z0-9/{}-]*)", PAGE))
    known = {re.sub(r"\{\w+\}", "{id}", path) for path, _, _ in operations()}

    assert len(named) > 10
    assert named - known == set()
