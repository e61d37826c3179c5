from __future__ import annotations

import re

import pytest
from django.test import Client

from contexts.payments.models import SandboxIntent
from tests.contexts.payments.factories import AT

pytestmark = pytest.mark.django_db

TOKEN = "kJ3wqk0hS7m2"
PAGE = f"/sandbox/challenges/{TOKEN}"


@pytest.fixture
def charge():
    return SandboxIntent.objects.create(
        id="pi_sandbox_1",
        reference="ours",
        amount_minor=1_575_000,
        currency="INR",
        state="REQUIRES_ACTION",
        challenge_token=TOKEN,
        created_at=AT,
    )


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True, headers={"accept": "text/html"})


class TestChallengePage:
    def test_shows_the_amount_under_a_strict_policy(self, browser, charge):
        page = browser.get(PAGE)

        policy = page["Content-Security-Policy"]
        nonce = re.search(r"'nonce-([^']+)'", policy)[1]
        assert "₹15,75,000.00" not in page.text
        assert "₹15,750.00" in page.text
        assert f'nonce="{nonce}"' in page.text
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert page["Cache-Control"] == "no-store"

    @pytest.mark.parametrize(
        ("answer", "state", "words"),
        [("approve", "SUCCEEDED", "You approved"), ("decline", "FAILED", "was not made")],
    )
    def test_takes_the_answer_of_the_form(self, browser, charge, answer, state, words):
        page = browser.post(PAGE, {"answer": answer}, headers={"origin": "http://testserver"})

        charge.refresh_from_db()
        assert page.status_code == 200
        assert words in page.text
        assert charge.state == state

    def test_takes_the_answer_as_json(self, client, charge):
        answer = client.post(PAGE, {"answer": "approve"}, content_type="application/json")

        assert answer.json() == {"reference": "ours", "state": "SUCCEEDED"}

    def test_a_second_answer_changes_nothing(self, client, charge):
        client.post(PAGE, {"answer": "approve"}, content_type="application/json")

        again = client.post(PAGE, {"answer": "approve"}, content_type="application/json")
        other = client.post(PAGE, {"answer": "decline"}, content_type="application/json")

        assert again.status_code == 200
        assert (other.status_code, other.json()["code"]) == (409, "sandbox.charge_settled")

    @pytest.mark.parametrize("origin", ["https://evil.example", "null"])
    def test_refuses_an_answer_from_another_page(self, browser, charge, origin):
        page = browser.post(PAGE, {"answer": "approve"}, headers={"origin": origin})

        charge.refresh_from_db()
        assert page.status_code == 403
        assert charge.state == "REQUIRES_ACTION"

    @pytest.mark.parametrize(
        "body",
        [
            b'{"answer": "approve", "answer": "decline"}',
            b'{"answer": "approve", "x": NaN}',
            b"[]",
            b'{"answer": "maybe"}',
            b'{"answer": ["approve"]}',
            b"{",
            b"x" * 2_000,
        ],
    )
    def test_refuses_nonsense(self, client, charge, body):
        answer = client.post(PAGE, body, content_type="application/json")

        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize("token", ["guessed", "%F0%9F%98%80", "..%2f", "x" * 3_000])
    def test_an_unknown_token_is_not_found(self, browser, token):
        assert browser.get(f"/sandbox/challenges/{token}").status_code == 404

    def test_there_is_no_page_where_there_is_no_sandbox(self, browser, charge, settings):
        settings.PAYMENTS_SANDBOX = False

        assert browser.get(PAGE).status_code == 404
