"""Organisations over HTTP: made, seen, changed, suspended."""

from uuid import uuid4

import pytest

from contexts.identity import models
from contexts.identity.contracts import OrganisationKind, Role
from contexts.identity.parts.organisations.domain import policies as stated
from contexts.identity.parts.organisations.domain.limits import MOST_OWNED
from contexts.identity.parts.organisations.use_cases.set_organisation_active import (
    set_organisation_active,
)
from riz.actor import Actor
from riz.errors import Forbidden
from riz.outbox.models import OutboxEvent
from riz.policies import allows
from tests.contexts.identity.factories import OrganisationFactory, RoleGrantFactory, UserFactory
from tests.contexts.identity.organisations.people import (
    member,
    portal_admin,
    roles_in,
    seller,
    verified,
)

pytestmark = pytest.mark.django_db
BOATS = {"kind": "OPERATOR", "name": "Rudrasagar Boats", "contact_email": "desk@boats.example"}


def refusal(answer):
    return answer.status_code, answer.json()["code"]


def told(name):
    return OutboxEvent.objects.filter(name=name)


class TestMaking:
    def test_who_makes_an_operator_owns_it(self, api):
        maker = verified()

        answer = api.sign_in(maker).post("/organisations", BOATS)

        made = answer.json()
        assert answer.status_code == 201
        assert (made["kind"], made["status"], made["my_roles"]) == (
            "OPERATOR",
            "ACTIVE",
            ["OPERATOR_OWNER"],
        )
        assert made["slug"].startswith("rudrasagar-boats-")
        assert answer["ETag"] == '"1"'
        assert api.get(f"/organisations/{made['id']}").json() == made
        payload = told("identity.organisation.created.v1").get().payload
        assert (payload["organisation_id"], payload["kind"]) == (made["id"], "OPERATOR")
        assert told("identity.member.joined.v1").get().payload["user_id"] == str(maker.id)

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_an_address_that_is_not_verified_makes_nothing(self, api):
        answer = api.sign_in(UserFactory(email_verified_at=None)).post("/organisations", BOATS)

        assert refusal(answer) == (403, "identity.email_not_verified")
        assert not models.Organisation.objects.exists()

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_sellers_are_made_by_the_portal_alone(self, api):
        stated = {**BOATS, "kind": "SELLER"}

        refused = api.sign_in(verified()).post("/organisations", stated)
        made = api.sign_in(portal_admin()).post("/organisations", stated)

        assert refusal(refused) == (403, "identity.organisation_kind_refused")
        assert (made.status_code, made.json()["my_roles"]) == (201, [])

    def test_nobody_owns_more_than_so_many(self, api):
        maker = verified()
        for _ in range(MOST_OWNED):
            RoleGrantFactory(
                user=maker,
                role=Role.OPERATOR_OWNER,
                organisation=OrganisationFactory(kind=OrganisationKind.OPERATOR),
            )

        answer = api.sign_in(maker).post("/organisations", BOATS)

        assert refusal(answer) == (429, "identity.too_many_organisations")

    @pytest.mark.requirement("ASVS 5.0 15.3.3")
    @pytest.mark.parametrize(
        "extra",
        ["id", "slug", "status", "version", "created_at", "my_roles", "owner", "organisation_id"],
    )
    def test_nothing_else_can_be_stated(self, api, extra):
        answer = api.sign_in(verified()).post("/organisations", {**BOATS, extra: "1"})

        assert answer.status_code == 422
        assert list(answer.json()["errors"]) == [extra]

    @pytest.mark.requirement("ASVS 5.0 2.2.1")
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""),
            ("name", "two\nlines"),
            ("name", "two\u2028lines"),
            ("name", "Boats\r\nBcc: all@example.com"),
            ("name", "x" * 201),
            ("legal_name", "a\tb"),
            ("contact_email", "nobody"),
            ("contact_phone", "call me"),
            ("kind", "BANK"),
        ],
    )
    def test_what_makes_no_sense_is_refused_at_its_field(self, api, field, value):
        answer = api.sign_in(verified()).post("/organisations", {**BOATS, field: value})

        assert answer.status_code == 422
        assert list(answer.json()["errors"]) == [field]

    @pytest.mark.parametrize(
        "name",
        ["রুদ্রসাগর", "<script>alert(1)</script>", "'; DROP TABLE x;--", "👩‍👩‍👧‍👦 Boats", "İßﷺ"],
    )
    def test_every_name_is_kept_as_it_is(self, api, name):
        made = api.sign_in(verified()).post("/organisations", {**BOATS, "name": name}).json()

        assert api.get(f"/organisations/{made['id']}").json()["name"] == name


class TestSeeing:
    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_one_lists_ones_own(self, api):
        mine, owner = seller(name="Mine")
        seller(name="Another's")

        found = api.sign_in(owner).get("/organisations").json()["results"]

        assert [(each["id"], each["my_roles"]) for each in found] == [
            (str(mine.id), ["SELLER_OWNER"])
        ]

    def test_the_portal_lists_all_and_narrows_them(self, api):
        boats, _ = seller(OrganisationKind.OPERATOR, name="Boats")
        hotel, _ = seller(name="Hotel", status="SUSPENDED")
        api.sign_in(portal_admin())

        def ids(**query):
            return {each["id"] for each in api.get("/organisations", **query).json()["results"]}

        assert ids() == {str(boats.id), str(hotel.id)}
        assert ids(kind="OPERATOR") == ids(q="boa") == {str(boats.id)}
        assert ids(status="SUSPENDED") == {str(hotel.id)}
        assert api.get("/organisations", kind="BANK").status_code == 422

    @pytest.mark.requirement("ASVS 5.0 8.2.2")
    def test_a_foreign_one_looks_like_none(self, api):
        foreign, _ = seller()
        api.sign_in(verified())

        answers = [api.get(f"/organisations/{one}") for one in (foreign.id, uuid4())]

        for path in ("members", "invitations", "assignments"):
            answers += [api.get(f"/organisations/{one}/{path}") for one in (foreign.id, uuid4())]
        assert {refusal(answer) for answer in answers} == {(404, "identity.organisation_not_found")}

    def test_the_same_queries_for_one_and_for_many(self, api, django_assert_num_queries):
        user = verified()
        api.sign_in(user)

        def join(count):
            for _ in range(count):
                organisation = OrganisationFactory()
                models.Membership.objects.create(organisation=organisation, user=user)
                RoleGrantFactory(user=user, role=Role.SELLER_STAFF, organisation=organisation)

        join(1)
        api.get("/organisations")
        with django_assert_num_queries(3):
            assert len(api.get("/organisations").json()["results"]) == 1
        join(19)
        with django_assert_num_queries(3):
            assert len(api.get("/organisations").json()["results"]) == 20

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_programs_do_not_get_in(self):
        organisation, owner = seller()
        program = Actor(id=owner.id, grants=owner.to_actor().grants, scopes=frozenset({"profile"}))
        place = stated.Place(organisation_id=organisation.id, is_callers=True)

        assert not allows(program, stated.SEE, place)
        assert not allows(program, stated.MANAGE_MEMBERS, place)


class TestChanging:
    def test_an_owner_changes_what_it_says_of_itself(self, api):
        organisation, owner = seller(name="Boats")
        path = f"/organisations/{organisation.id}"
        api.sign_in(owner)

        seen = api.get(path)
        answer = api.patch(path, {"name": "Ships"}, headers={"If-Match": seen["ETag"]})

        assert (answer.status_code, answer.json()["name"], answer["ETag"]) == (200, "Ships", '"2"')
        assert answer.json()["slug"] == organisation.slug

    def test_a_change_names_the_version_that_was_read(self, api):
        organisation, owner = seller()
        path = f"/organisations/{organisation.id}"
        api.sign_in(owner)

        assert api.patch(path, {"name": "x"}).status_code == 428
        assert api.patch(path, {"name": "x"}, headers={"If-Match": '"7"'}).status_code == 412

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    @pytest.mark.parametrize(
        ("role", "status"),
        [(Role.SELLER_MANAGER, 200), (Role.SELLER_STAFF, 403), (Role.ASSET_MANAGER, 403)],
    )
    def test_managers_change_it_and_others_do_not(self, api, role, status):
        organisation, _ = seller()
        api.sign_in(member(organisation, role))

        answer = api.patch(
            f"/organisations/{organisation.id}", {"name": "x"}, headers={"If-Match": '"1"'}
        )

        assert answer.status_code == status

    @pytest.mark.requirement("ASVS 5.0 15.3.3")
    @pytest.mark.parametrize("field", ["kind", "status", "slug", "id", "version", "created_at"])
    def test_nothing_else_can_be_changed(self, api, field):
        organisation, owner = seller()
        before = models.Organisation.objects.values().get()

        answer = api.sign_in(owner).patch(
            f"/organisations/{organisation.id}", {field: "SELLER"}, headers={"If-Match": '"1"'}
        )

        assert answer.status_code == 422
        assert models.Organisation.objects.values().get() == before


class TestSuspending:
    @pytest.mark.requirement("ASVS 5.0 7.4.2")
    @pytest.mark.django_db(transaction=True)
    def test_its_people_may_nothing_at_once_and_everything_again(self, api, at):
        organisation, owner = seller(name="Boats")
        admin = portal_admin().to_actor()
        path = f"/organisations/{organisation.id}"
        change = {"json": {"name": "Ships"}, "headers": {"If-Match": '"1"'}}
        api.sign_in(owner)
        assert api.get(path).status_code == 200

        set_organisation_active(
            organisation_id=organisation.id, is_active=False, actor=admin, at=at
        )
        suspended = api.patch(path, **change)
        seen = api.get(path).json()
        invited = api.post(f"{path}/invitations", {"email": "b@riz.example", "roles": []})
        owner.refresh_from_db()
        staff_screens = type(owner).objects.get(id=owner.id).is_staff
        set_organisation_active(organisation_id=organisation.id, is_active=True, actor=admin, at=at)

        assert (suspended.status_code, invited.status_code) == (403, 403)
        assert (seen["status"], staff_screens) == ("SUSPENDED", False)
        assert roles_in(organisation, owner) == {"SELLER_OWNER"}
        assert api.patch(path, change["json"], headers={"If-Match": '"3"'}).status_code == 200
        assert told("identity.organisation.suspended.v1").count() == 1
        assert told("identity.organisation.reactivated.v1").count() == 1

    @pytest.mark.requirement("ASVS 5.0 8.2.1")
    def test_its_owner_does_not_lift_it(self, at):
        organisation, owner = seller(status="SUSPENDED")

        with pytest.raises(Forbidden):
            set_organisation_active(
                organisation_id=organisation.id, is_active=True, actor=owner.to_actor(), at=at
            )
