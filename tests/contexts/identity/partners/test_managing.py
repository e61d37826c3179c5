"""Managing partners over HTTP: the portal, the partner's own people, and everybody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contexts.identity import models
from contexts.identity.contracts import Role
from contexts.identity.parts.activity.contracts import Action
from contexts.identity.parts.partners import queries
from contexts.identity.parts.partners.domain.scopes import partner_scopes
from contexts.identity.parts.partners.rest.serializers import CredentialInput
from contexts.identity.parts.partners.use_cases.issue_credential import issue_credential
from riz import clock
from riz.errors import RizError
from riz.ids import new_id
from riz.outbox.models import OutboxEvent
from tests.contexts.identity.factories import OrganisationFactory, UserFactory
from tests.support.api_client import ApiClient

from .factories import PartnerFactory, PartnerOrganisationFactory, issue, person, showing

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return PartnerFactory()


@pytest.fixture
def portal():
    return ApiClient().sign_in(person(Role.PORTAL_ADMIN))


@pytest.fixture
def administrator(partner):
    return ApiClient().sign_in(person(Role.PARTNER_ADMIN, partner.organisation))


@pytest.fixture
def colleague(partner):
    return ApiClient().sign_in(person(Role.PARTNER_USER, partner.organisation))


@pytest.fixture
def competitor():
    other = PartnerFactory()
    return ApiClient().sign_in(person(Role.PARTNER_ADMIN, other.organisation))


@pytest.fixture
def stranger():
    return ApiClient().sign_in(UserFactory())


def at_version(number):
    return {"If-Match": f'"{number}"'}


def wish(**facts):
    return {"scopes": ["bookings:read"], **facts}


def names(event_name):
    return [row.payload for row in OutboxEvent.objects.filter(name=event_name)]


class TestMakingPartners:
    def test_the_portal_makes_an_organisation_a_partner(self, portal):
        organisation = PartnerOrganisationFactory()
        facts = {
            "organisation_id": str(organisation.id),
            "name": "Himalaya Holidays",
            "domain": "Himalaya.Example",
            "contact_email": "api@himalaya.example",
            "scopes": ["inventory:read", "bookings:read", "bookings:read"],
        }

        made = portal.post("/partners", facts)
        again = portal.post("/partners", facts)

        assert made.status_code == 201
        assert made.json() | {"scopes": None, "domain": None} == made.json() | {
            "organisation_id": str(organisation.id),
            "rate_limit_per_minute": 60,
            "status": "ACTIVE",
            "scopes": None,
            "domain": None,
        }
        assert made.json()["domain"] == "himalaya.example"
        assert made.json()["scopes"] == ["bookings:read", "inventory:read"]
        assert made["ETag"] == '"1"'
        assert (again.status_code, again.json()["code"]) == (
            409,
            "identity.organisation_not_for_partner",
        )

    def test_a_seller_is_no_partner(self, portal):
        facts = {
            "organisation_id": str(OrganisationFactory().id),
            "name": "n",
            "domain": "a.example",
            "contact_email": "a@a.example",
        }

        assert portal.post("/partners", facts).status_code == 409
        facts["organisation_id"] = str(new_id())
        assert portal.post("/partners", facts).status_code == 404

    @pytest.mark.requirement("ASVS 5.0 15.3.3")
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("domain", "nodots"),
            ("domain", "https://a.example"),
            ("domain", "-a.example"),
            ("domain", f"{'a' * 64}.example"),
            ("contact_email", "nobody"),
            ("rate_limit_per_minute", 0),
            ("rate_limit_per_minute", 60_001),
            ("rate_limit_per_minute", "many"),
            ("scopes", ["openid"]),
            ("scopes", "bookings:read"),
            ("scopes", [["bookings:read"]]),
            ("scopes", [{"a": 1}]),
            ("name", ""),
            ("status", "SUSPENDED"),
            ("version", 7),
            ("id", "0198c5f0-1122-7aaa-8bbb-99aabbccdde0"),
            ("created_at", "2026-03-14T09:30:00Z"),
        ],
    )
    def test_bad_facts_are_refused(self, portal, field, value):
        facts = {
            "organisation_id": str(PartnerOrganisationFactory().id),
            "name": "Himalaya",
            "domain": "a.example",
            "contact_email": "a@a.example",
        }

        answer = portal.post("/partners", {**facts, field: value})

        assert answer.status_code == 422, answer.content
        assert any(name.startswith(field) for name in answer.json()["errors"])
        assert not models.Partner.objects.exists()

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_nobody_else_makes_one(self, administrator, colleague, stranger):
        facts = {
            "organisation_id": str(PartnerOrganisationFactory().id),
            "name": "Himalaya",
            "domain": "a.example",
            "contact_email": "a@a.example",
        }

        statuses = [
            client.post("/partners", facts).status_code
            for client in (administrator, colleague, stranger, ApiClient())
        ]

        assert statuses == [403, 403, 403, 401]


class TestReading:
    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_each_sees_its_own_and_the_portal_sees_all(
        self, partner, portal, administrator, colleague, competitor, stranger
    ):
        own = f"/partners/{partner.id}"
        seen = {
            name: (len(client.get("/partners").json()["results"]), client.get(own).status_code)
            for name, client in {
                "portal": portal,
                "administrator": administrator,
                "colleague": colleague,
                "competitor": competitor,
                "stranger": stranger,
            }.items()
        }

        assert seen == {
            "portal": (2, 200),
            "administrator": (1, 200),
            "colleague": (1, 200),
            "competitor": (1, 404),
            "stranger": (0, 404),
        }

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_a_foreign_partner_looks_like_none_at_all(self, partner, competitor):
        credential = issue(partner).credential
        differing = []
        for method, path, body in (
            ("get", "", None),
            ("patch", "", {"contact_email": "a@a.example"}),
            ("post", "/suspend", {"reason": "r"}),
            ("post", "/resume", {"reason": "r"}),
            ("get", "/credentials", None),
            ("post", "/credentials", wish()),
            ("delete", f"/credentials/{credential.id}", None),
            ("post", f"/credentials/{credential.id}/rotate", {}),
            ("get", "/access-logs", None),
        ):
            answers = []
            for partner_id in (partner.id, new_id()):
                options = {} if method == "get" else {"json": body, "headers": at_version(1)}
                answer = getattr(competitor, method)(f"/partners/{partner_id}{path}", **options)
                answers.append((answer.status_code, answer.json()["code"]))
            if answers != [(404, "identity.partner_not_found")] * 2:
                differing.append((method, path, answers))

        assert differing == []
        assert models.PartnerCredential.objects.get().revoked_at is None

    def test_pages_cost_the_same_whatever_is_on_them(self, portal):
        def cost():
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert portal.get("/partners", limit=100).status_code == 200
            return len(asked)

        PartnerFactory()
        one = cost()
        PartnerFactory.create_batch(12)

        assert cost() == one


class TestChanging:
    def test_the_portal_changes_everything(self, partner, portal):
        changes = {
            "name": "New",
            "domain": "new.example",
            "contact_email": "new@new.example",
            "rate_limit_per_minute": 7,
            "scopes": ["bookings:read"],
        }

        answer = portal.patch(f"/partners/{partner.id}", changes, headers=at_version(1))

        assert answer.status_code == 200
        assert answer.json() == answer.json() | changes | {"version": 2}
        assert answer["ETag"] == '"2"'
        assert models.SecurityEvent.objects.filter(action=Action.PARTNER_CHANGED).count() == 1

    @pytest.mark.requirement("ASVS 5.0 8.2.3")
    def test_its_administrator_changes_the_contact_and_no_more(
        self, partner, administrator, colleague
    ):
        path = f"/partners/{partner.id}"
        refused = [
            administrator.patch(path, {field: value}, headers=at_version(1)).status_code
            for field, value in (
                ("name", "New"),
                ("domain", "new.example"),
                ("rate_limit_per_minute", 60_000),
                ("scopes", list(partner_scopes())),
            )
        ]
        contact = {"contact_email": "new@new.example"}

        assert refused == [403] * 4
        assert colleague.patch(path, contact, headers=at_version(1)).status_code == 403
        assert administrator.patch(path, contact, headers=at_version(1)).status_code == 200
        partner.refresh_from_db()
        assert (partner.name, partner.rate_limit_per_minute) == ("Himalaya Holidays", 60)

    def test_a_change_names_the_version_it_saw(self, partner, portal):
        path = f"/partners/{partner.id}"

        assert portal.patch(path, {"name": "A"}).status_code == 428
        assert portal.patch(path, {"name": "A"}, headers=at_version(7)).status_code == 412
        assert portal.patch(path, {"status": "SUSPENDED"}, headers=at_version(1)).status_code == 422


class TestSuspending:
    @pytest.mark.requirement("ASVS 5.0 16.3.3")
    def test_the_portal_suspends_with_a_reason_and_resumes(self, partner, portal):
        path = f"/partners/{partner.id}"

        assert portal.post(f"{path}/suspend", {}).status_code == 422
        suspended = portal.post(f"{path}/suspend", {"reason": "resold"}).json()
        again = portal.post(f"{path}/suspend", {"reason": "twice"}).json()
        resumed = portal.post(f"{path}/resume", {"reason": "sorry"}).json()

        assert (suspended["status"], suspended["suspension_reason"]) == ("SUSPENDED", "resold")
        assert again == suspended
        assert (resumed["status"], resumed["suspended_at"]) == ("ACTIVE", None)
        assert [one["reason"] for one in names("identity.partner.suspended.v1")] == ["resold"]
        assert [one["reason"] for one in names("identity.partner.resumed.v1")] == ["sorry"]
        noted = models.SecurityEvent.objects.filter(resource_id=str(partner.id))
        assert {row.action for row in noted} == {Action.PARTNER_SUSPENDED, Action.PARTNER_RESUMED}

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_nobody_suspends_or_resumes_itself(self, partner, administrator, colleague):
        for act in ("suspend", "resume"):
            for client in (administrator, colleague):
                answer = client.post(f"/partners/{partner.id}/{act}", {"reason": "r"})
                assert answer.status_code == 403


class TestCredentials:
    @pytest.mark.requirement("ASVS 5.0 13.2.3")
    def test_the_secret_is_shown_once(self, partner, administrator):
        path = f"/partners/{partner.id}/credentials"

        answer = administrator.post(path, wish(label="Engine"))

        assert answer.status_code == 201
        issued = answer.json()
        assert issued["key"] == f"{issued['credential']['client_id']}_{issued['client_secret']}"
        assert showing(issued["key"]).get("/bookings").status_code == 200
        row = models.PartnerCredential.objects.get()
        everything = f"{vars(row)} {list(OutboxEvent.objects.values_list('payload', flat=True))}"
        everything += f"{list(models.SecurityEvent.objects.values())}"
        everything += administrator.get(path).content.decode()
        assert issued["client_secret"] not in everything
        assert row.secret_hash not in administrator.get(path).content.decode()
        assert answer["Cache-Control"] == "no-store"

    @pytest.mark.requirement("ASVS 5.0 16.2.5")
    def test_its_event_tells_no_secret(self, partner, administrator):
        issued = administrator.post(f"/partners/{partner.id}/credentials", wish()).json()

        (told,) = names("identity.credential.issued.v1")

        assert told["client_id"] == issued["credential"]["client_id"]
        assert set(told) == {
            "credential_id",
            "partner_id",
            "client_id",
            "scopes",
            "expires_at",
            "replaces",
            "issued_by",
            "occurred_at",
        }

    def test_there_are_two_at_most(self, partner, administrator):
        path = f"/partners/{partner.id}/credentials"
        first = administrator.post(path, wish()).json()["credential"]
        administrator.post(path, wish())

        third = administrator.post(path, wish())
        administrator.delete(f"{path}/{first['id']}")
        after = administrator.post(path, wish())

        assert (third.status_code, third.json()["code"]) == (409, "identity.too_many_credentials")
        assert after.status_code == 201

    def test_an_expired_one_makes_room(self, partner, administrator):
        now = clock.now()
        for _ in range(2):
            issue(partner, at=now - dt.timedelta(hours=2), expires_at=now - dt.timedelta(hours=1))

        answer = administrator.post(f"/partners/{partner.id}/credentials", wish())

        assert answer.status_code == 201

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_scopes_outside_the_partner_s_allowance_are_refused(
        self, partner, administrator, portal
    ):
        path = f"/partners/{partner.id}/credentials"
        for client in (administrator, portal):
            answer = client.post(path, wish(scopes=["bookings:read", "payments:write"]))

            assert (answer.status_code, answer.json()["code"]) == (
                422,
                "identity.scopes_not_allowed",
            )
            assert answer.json()["errors"] == {
                "scopes": ["The partner is not allowed payments:write."]
            }

    @pytest.mark.requirement("ASVS 5.0 15.3.3")
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("scopes", []),
            ("scopes", None),
            ("scopes", ["everything"]),
            ("allowed_networks", ["203.0.113.1/24"]),
            ("allowed_networks", ["0177.0.0.1"]),
            ("allowed_networks", [f"203.0.113.{number}" for number in range(21)]),
            ("allowed_networks", "203.0.113.1"),
            ("rate_limit_per_minute", 0),
            ("expires_at", "2001-01-01T00:00:00Z"),
            ("expires_at", "0001-01-01T00:00:00+14:00"),
            ("expires_at", "9999-12-31T23:59:59-14:00"),
            ("label", "x" * 101),
            ("secret_hash", "0" * 64),
            ("client_id", "riz_live_mine"),
            ("slot", 1),
            ("partner_id", "0198c5f0-1122-7aaa-8bbb-99aabbccdde0"),
            ("last_used_at", "2026-03-14T09:30:00Z"),
        ],
    )
    def test_bad_terms_are_refused(self, partner, administrator, field, value):
        answer = administrator.post(f"/partners/{partner.id}/credentials", wish(**{field: value}))

        assert answer.status_code == 422, answer.content
        assert any(name.startswith(field) for name in answer.json()["errors"])

    @pytest.mark.requirement("ASVS 5.0 7.4.1")
    def test_they_end_at_once_and_for_good(self, partner, administrator):
        issued = issue(partner)
        client = showing(issued.key)
        path = f"/partners/{partner.id}/credentials/{issued.credential.id}"
        assert client.get("/bookings").status_code == 200

        revoked = administrator.delete(path)
        again = administrator.delete(path)

        assert (revoked.status_code, revoked.json()["status"]) == (200, "REVOKED")
        assert again.json() == revoked.json()
        assert client.get("/bookings").status_code == 401
        assert len(names("identity.credential.revoked.v1")) == 1

    def test_another_partner_s_credential_is_none_of_this_one(self, partner, portal):
        foreign = issue(PartnerFactory()).credential
        path = f"/partners/{partner.id}/credentials/{foreign.id}"

        assert portal.delete(path).json()["code"] == "identity.credential_not_found"
        assert portal.post(f"{path}/rotate", {}).json()["code"] == "identity.credential_not_found"

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_a_colleague_reads_and_no_more(self, partner, colleague):
        credential = issue(partner).credential
        path = f"/partners/{partner.id}/credentials"

        assert colleague.get(path).json()["results"][0]["id"] == str(credential.id)
        assert colleague.post(path, wish()).status_code == 403
        assert colleague.delete(f"{path}/{credential.id}").status_code == 403
        assert colleague.post(f"{path}/{credential.id}/rotate", {}).status_code == 403

    def test_issuing_asks_for_a_recent_sign_in_and_revoking_does_not(self, partner, administrator):
        issued = issue(partner)
        path = f"/partners/{partner.id}/credentials"
        models.Session.objects.update(authenticated_at=clock.now() - dt.timedelta(minutes=11))

        answers = [
            administrator.post(path, wish()),
            administrator.post(f"{path}/{issued.credential.id}/rotate", {}),
            administrator.delete(f"{path}/{issued.credential.id}"),
        ]

        assert [answer.status_code for answer in answers] == [403, 403, 200]
        assert answers[0].json()["code"] == "identity.step_up_required"
        assert models.PartnerCredential.objects.count() == 1


class TestRotating:
    @pytest.mark.requirement("ASVS 5.0 13.3.4")
    def test_the_new_one_stands_beside_the_old_one_for_a_day(self, partner, administrator):
        old = issue(partner, allowed_networks=("127.0.0.0/8",), rate_limit_per_minute=9)
        path = f"/partners/{partner.id}/credentials/{old.credential.id}/rotate"

        answer = administrator.post(path)
        new = answer.json()

        assert answer.status_code == 201
        assert new["credential"]["allowed_networks"] == ["127.0.0.0/8"]
        assert new["credential"]["rate_limit_per_minute"] == 9
        assert new["credential"]["scopes"] == sorted(old.credential.scopes)
        assert [showing(key).get("/bookings").status_code for key in (old.key, new["key"])] == [
            200,
            200,
        ]
        row = models.PartnerCredential.objects.get(id=old.credential.id)
        left = row.expires_at - clock.now()
        assert dt.timedelta(hours=23, minutes=59) < left <= dt.timedelta(hours=24)
        assert names("identity.credential.issued.v1")[-1]["replaces"] == str(old.credential.id)

    def test_every_term_that_was_asked_for_is_carried_over(self, partner, portal):
        terms = {
            "label": "till",
            "scopes": ["bookings:read"],
            "rate_limit_per_minute": 9,
            "allowed_networks": ["127.0.0.0/8"],
            "expires_at": (clock.now() + dt.timedelta(hours=1)).isoformat(),
        }
        # A term that is added has to be named here, and a column of a credential is a term or written by itself.
        assert set(terms) == set(CredentialInput().fields)
        assert {field.name for field in models.PartnerCredential._meta.fields} == set(terms) | {
            "id", "partner", "client_id", "secret_hash", "slot", "created_by", "created_at",
            "rotated_by", "last_used_at", "revoked_at",
        }  # fmt: skip
        path = f"/partners/{partner.id}/credentials"
        old = portal.post(path, terms).json()["credential"]

        new = portal.post(f"{path}/{old['id']}/rotate", {"overlap_seconds": 600}).json()

        assert {name: new["credential"][name] for name in terms} == {
            name: old[name] for name in terms
        }
        assert all(old[name] for name in terms)

    def test_without_overlap_the_old_one_ends_now_even_beside_another(self, partner, administrator):
        old, _other = issue(partner), issue(partner)
        path = f"/partners/{partner.id}/credentials/{old.credential.id}/rotate"

        with_overlap = administrator.post(path, {"overlap_seconds": 60})
        at_once = administrator.post(path, {"overlap_seconds": 0})

        assert with_overlap.json()["code"] == "identity.too_many_credentials"
        assert models.PartnerCredential.objects.filter(expires_at=None).count() == 2
        assert at_once.status_code == 201
        assert showing(old.key).get("/bookings").status_code == 401

    def test_what_ends_sooner_ends_sooner(self, partner, administrator):
        ends = clock.now() + dt.timedelta(minutes=5)
        old = issue(partner, expires_at=ends)

        administrator.post(f"/partners/{partner.id}/credentials/{old.credential.id}/rotate")

        assert models.PartnerCredential.objects.get(id=old.credential.id).expires_at == ends

    def test_what_the_partner_lost_is_left_out(self, partner, administrator):
        old = issue(partner)
        models.Partner.objects.update(scopes=["bookings:read"])

        path = f"/partners/{partner.id}/credentials/{old.credential.id}/rotate"
        assert administrator.post(path).json()["credential"]["scopes"] == ["bookings:read"]

    @pytest.mark.parametrize("overlap", [-1, 31 * 86_400, "soon", None, 10**30])
    def test_bad_overlaps_are_refused(self, partner, administrator, overlap):
        old = issue(partner)
        path = f"/partners/{partner.id}/credentials/{old.credential.id}/rotate"

        answer = administrator.post(path, {"overlap_seconds": overlap})

        assert answer.status_code in {400, 422}
        assert models.PartnerCredential.objects.count() == 1

    def test_a_dead_one_has_no_successor(self, partner, administrator):
        old = issue(partner)
        path = f"/partners/{partner.id}/credentials/{old.credential.id}"
        administrator.delete(path)

        answer = administrator.post(f"{path}/rotate")

        assert (answer.status_code, answer.json()["code"]) == (409, "identity.credential_ended")


@pytest.mark.requirement("ASVS 5.0 8.3.1")
def test_a_program_manages_nobody(partner):
    actor = queries.welcome(queries.recognise_key(key=issue(partner).key, ip=None, at=clock.now()))

    with pytest.raises(RizError):
        issue_credential(
            partner_id=partner.id, scopes=("bookings:read",), actor=actor, at=clock.now()
        )
    assert models.PartnerCredential.objects.count() == 1
