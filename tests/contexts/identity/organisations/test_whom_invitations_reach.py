"""Mails that one person can have sent to another are limited by who sends and by whom they reach, and borrow no names."""

import datetime as dt

import pytest

from contexts.identity import api as identity
from contexts.identity import models
from contexts.identity.contracts import MailLinkKind, OrganisationKind, Role
from contexts.identity.parts.organisations.domain import limits
from contexts.identity.parts.organisations.domain.names import fold
from contexts.identity.parts.organisations.errors import OrganisationNameTaken, TooManyInvitations
from riz import clock
from tests.contexts.identity.factories import OrganisationFactory, UserFactory
from tests.contexts.identity.organisations.people import member, portal_admin, seller, verified
from tests.contexts.identity.partners.factories import PartnerFactory
from tests.support.api_client import ApiClient

pytestmark = pytest.mark.django_db
VICTIM, ANOTHER = "victim@riz.example", "another@riz.example"
TOO_MANY = (429, TooManyInvitations.code)
TAKEN = (409, OrganisationNameTaken.code)
# However often it is asked for, no more mails than this reach one address within the first hour.
MOST = 8


def told(answer):
    return answer.status_code, answer.json().get("code")


def invite(api, organisation_id, email=VICTIM, roles=()):
    return api.post(
        f"/organisations/{organisation_id}/invitations", {"email": email, "roles": roles}
    )


def organisation_of(api, name="Boats", kind="OPERATOR"):
    made = api.post("/organisations", {"kind": kind, "name": name})
    assert made.status_code == 201, made.content
    return made.json()["id"]


def mails_to(email):
    return models.MailLink.objects.filter(recipient=email).count()


class TestFromOneAccount:
    @pytest.mark.requirement("ASVS 5.0 2.4.1")
    def test_ten_organisations_send_no_more_to_one_address_than_one(self):
        api = ApiClient().sign_in(verified())
        places = [organisation_of(api, f"Boats {number}") for number in range(limits.MOST_OWNED)]

        answers = [told(invite(api, place)) for place in places for _ in range(3)]

        sent = limits.MOST_INVITATIONS_TO_ONE_ADDRESS_A_DAY
        assert answers == [(201, None)] * sent + [TOO_MANY] * (30 - sent)
        assert mails_to(VICTIM) == sent
        assert told(invite(api, places[0], ANOTHER)) == (201, None)

    @pytest.mark.requirement("ASVS 5.0 2.4.1")
    def test_ten_organisations_send_no_more_a_day_than_one(self):
        user = verified()
        api = ApiClient().sign_in(user)
        here, there = organisation_of(api, "Boats"), organisation_of(api, "Ferries")
        models.Invitation.objects.bulk_create(
            models.Invitation(
                organisation_id=there,
                email=f"guest{number}@riz.example",
                roles=[],
                invited_by=user.id,
                created_at=clock.now(),
                expires_at=clock.now() + dt.timedelta(days=7),
                withdrawn_at=clock.now(),
            )
            for number in range(limits.MOST_INVITATIONS_A_DAY)
        )

        assert told(invite(api, here)) == TOO_MANY

    def test_what_was_refused_counts_for_nothing(self):
        api = ApiClient().sign_in(verified())
        place = organisation_of(api)
        for _ in range(10):
            assert invite(api, place, roles=["nonsense"]).status_code == 422

        assert told(invite(api, place)) == (201, None)


# Who can have each kind of mail sent to an address that is not theirs, over HTTP.
def register(email):
    ApiClient().post(
        "/auth/register",
        {"email": email, "password": "three rivers and a lake", "full_name": "Somebody"},
    )


def register_taken(email):
    models.User.objects.get_or_create(
        email=email, defaults={"email_verified_at": clock.now(), "password": "!"}
    )
    register(email)


def ask_to_confirm_again(email):
    if not models.User.objects.filter(email=email).exists():
        register(email)
    ApiClient().post("/auth/email/verification", {"email": email})


def forget_password(email):
    ApiClient().post("/auth/password/forgot", {"email": email})


def take_the_address(email):
    ApiClient().sign_in(UserFactory()).post("/auth/email/change", {"new_email": email})


def ask_to_join(email):
    api = ApiClient().sign_in(verified())
    invite(api, organisation_of(api), email)


DOORS = {
    MailLinkKind.VERIFY_EMAIL: ask_to_confirm_again,
    MailLinkKind.FINISH_REGISTRATION: register,
    MailLinkKind.ADDRESS_TAKEN: register_taken,
    MailLinkKind.RESET_PASSWORD: forget_password,
    MailLinkKind.CHANGE_EMAIL: take_the_address,
    MailLinkKind.INVITATION: ask_to_join,
}
TO_ONESELF = {
    MailLinkKind.UNDO_EMAIL_CHANGE: "goes to an address that the account had confirmed",
    MailLinkKind.REMOVE_ACCESS: "comes in a notice to the account's own address",
    MailLinkKind.CANCEL_ERASURE: "goes to the account's own address",
    MailLinkKind.ACCOUNT_ERASED: "goes to the account's own address",
}


def test_every_kind_of_mail_has_its_door_or_goes_to_oneself():
    assert DOORS.keys() | TO_ONESELF.keys() == set(MailLinkKind)
    assert not DOORS.keys() & TO_ONESELF.keys()


@pytest.mark.requirement("ASVS 5.0 2.4.1")
@pytest.mark.parametrize("kind", DOORS, ids=str)
def test_one_address_is_not_flooded_by_many_people(kind):
    for _ in range(MOST + 2):
        DOORS[kind](VICTIM)

    assert 0 < mails_to(VICTIM) <= MOST
    before = mails_to(ANOTHER)
    DOORS[kind](ANOTHER)
    assert mails_to(ANOTHER) > before


class TestBorrowedNames:
    SPELLINGS = (
        "Tripura Tourism",
        "tripura  TOURISM",
        "Tripura\u200bTourism",
        "Ｔｒｉｐｕｒａ Ｔｏｕｒｉｓｍ",
        "Trіpura Tоurism",
        "TRlPURA T0URISM",
        "Trípura-Tourism!",
        " Tripura Tourism. ",
        "Tr\u0131pura Tourism",
        "Tripur\u0251 T\u0585urism",
        "\u03a4ripura Tourisrn",
        "\u1d1b\u0280\u026a\u1d18\u1d1c\u0280\u1d00 Tourism",
        "Tripura Tourism Pvt. Ltd.",
        "Tripura Tourism (Official)",
    )

    @pytest.fixture(autouse=True)
    def real(self):
        return seller(name="Tripura Tourism")[0]

    @pytest.mark.parametrize("name", SPELLINGS)
    @pytest.mark.parametrize("kind", ["OPERATOR", "PARTNER"])
    def test_nobody_makes_an_organisation_of_that_name(self, name, kind):
        api = ApiClient().sign_in(verified())

        assert told(api.post("/organisations", {"kind": kind, "name": name})) in {
            TAKEN,
            (422, "request.invalid"),
        }
        assert not models.Organisation.objects.exclude(kind="SELLER").exists()

    @pytest.mark.parametrize(
        "name", ["RIZ", "R.I.Z", "R1Z Support", "\u13d2IZ Help Desk", "Verified: riz"]
    )
    def test_nobody_goes_by_the_name_of_the_portal(self, name):
        answer = (
            ApiClient()
            .sign_in(verified())
            .post("/organisations", {"kind": "OPERATOR", "name": name})
        )

        assert told(answer) == TAKEN

    def test_nobody_renames_theirs_so(self):
        api = ApiClient().sign_in(verified())
        path = f"/organisations/{organisation_of(api)}"
        read = api.get(path)

        answer = api.patch(path, {"name": "TRIPURA TOURISM"}, headers={"If-Match": read["ETag"]})

        assert told(answer) == TAKEN
        assert api.get(path).json()["name"] == "Boats"

    def test_whose_it_is_spells_it_anew_and_the_portal_decides_itself(self, real):
        path = f"/organisations/{real.id}"
        owner = ApiClient().sign_in(member(real, Role.SELLER_OWNER))
        staff = ApiClient().sign_in(portal_admin())

        anew = owner.patch(path, {"name": "TRIPURA TOURISM"}, headers={"If-Match": '"1"'})
        twin = staff.post("/organisations", {"kind": "SELLER", "name": "Tripura Tourism"})

        assert (anew.status_code, twin.status_code) == (200, 201)

    def test_a_partner_that_was_let_in_has_its_name_too(self):
        partner = PartnerFactory()

        answer = (
            ApiClient()
            .sign_in(verified())
            .post("/organisations", {"kind": "OPERATOR", "name": partner.organisation.name})
        )

        assert told(answer) == TAKEN

    def test_who_had_it_before_is_not_named_in_our_mails(self):
        organisation = OrganisationFactory(kind=OrganisationKind.OPERATOR, name="Tripura tourism")
        owner = member(organisation, Role.OPERATOR_OWNER, full_name="Mallory")

        assert self.facts(organisation, owner) == {
            "organisation": "", "inviter": "Mallory", "roles": "",
        }  # fmt: skip

    def test_nor_is_a_person_who_calls_themselves_so(self):
        organisation = OrganisationFactory(kind=OrganisationKind.OPERATOR, name="Boats")
        owner = member(organisation, Role.OPERATOR_OWNER, full_name="Tripura Tourism")

        assert self.facts(organisation, owner) == {
            "organisation": "Boats", "inviter": "", "roles": "",
        }  # fmt: skip

    def test_the_real_one_is(self, real):
        owner = member(real, Role.SELLER_OWNER, full_name="Tripura Tourism")

        facts = self.facts(real, owner)

        assert (facts["organisation"], facts["inviter"]) == ("Tripura Tourism",) * 2

    def facts(self, organisation, owner):
        assert told(invite(ApiClient().sign_in(owner), organisation.id)) == (201, None)
        link = models.MailLink.objects.get(kind=MailLinkKind.INVITATION)
        return identity.read_mail_link(link_id=link.id, at=clock.now()).facts

    def test_names_that_read_otherwise_are_others(self):
        names = [
            "Tripura Tours",
            "Tripura Tourism 2",
            "ত্রিপুরা পর্যটন",
            "ত্রিপুরী",
            "Ж",
            "Tourism",
            "",
            "!",
        ]

        assert len({fold(name) for name in names[:-2]}) == 6
        assert fold("Tripura Tourism") not in {fold(name) for name in names}
