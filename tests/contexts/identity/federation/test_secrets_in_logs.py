"""What the walks leave in the log."""

from __future__ import annotations

import logging

import pytest

from riz.scrubber import scrub_text
from tests.contexts.identity.factories import UserFactory
from tests.contexts.identity.federation import walking
from tests.contexts.identity.federation.walking import Browser, new_verifier, register, told

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("ASVS 5.0 16.2.5")
def test_no_secret_of_a_walk_is_logged(caplog, capfd):
    caplog.set_level(logging.DEBUG)
    app, user, verifier = register(), UserFactory(), new_verifier()
    code = Browser().allow(app.authorization(verifier), user)["code"]
    got = app.exchange(code, verifier).json()
    again = app.refresh(got["refresh_token"]).json()
    app.refresh(got["refresh_token"])
    app.exchange(code, verifier)
    walking.App(app.client_id, "a wrong secret", app.id).exchange(code, verifier)
    walking.Client().get("/oauth/userinfo", HTTP_AUTHORIZATION=f"Bearer {got['access_token']}")
    told(Browser().open(app.authorization(verifier, scope="nonsense")))
    written = caplog.text + "".join(capfd.readouterr())
    written += "".join(str(vars(record)) for record in caplog.records)
    secrets = [code, verifier, app.secret, walking.PASSWORD, "a wrong secret"]
    secrets += [pair[name] for pair in (got, again) for name in ("access_token", "refresh_token")]
    secrets.append(got["id_token"])
    assert written
    assert not [secret for secret in secrets if secret in written]


def test_a_token_in_any_text_is_masked():
    for token in ("riz_oat_" + "x" * 43, "riz_ort_" + "y" * 43):
        assert token not in scrub_text(f"somebody wrote {token} here")
