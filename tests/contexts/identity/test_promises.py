"""Whatever is open for minutes or days is asked again when it is redeemed, as whoever promised it is at that moment."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import models as orm

from contexts.identity import models
from contexts.identity.contracts import OrganisationKind, Role
from contexts.identity.parts.accounts.contracts import MailLinkKind
from contexts.identity.parts.accounts.use_cases.set_user_active import set_user_active
from contexts.identity.parts.accounts.use_cases.sign_out_everywhere import sign_out_everywhere
from contexts.identity.parts.partners.errors import PartnerKeyEnded
from contexts.identity.parts.partners.queries import (
    ensure_still_allowed,
    recognise_shown_before,
    welcome,
)
from contexts.identity.parts.partners.use_cases.issue_credential import issue_credential
from contexts.identity.parts.partners.use_cases.rotate_credential import rotate_credential
from contexts.identity.use_cases.erase_due_users import erase_due_users
from contexts.identity.use_cases.erase_user import erase_user
from contexts.identity.use_cases.gather_export import gather_export
from riz import clock
from riz.actor import SYSTEM
from riz.errors import RizError
from riz.sockets import callers
from tests.contexts.identity.factories import PASSWORD, UserFactory
from tests.contexts.identity.federation.walking import (
    Browser,
    new_verifier,
    register,
    tokens_for,
)
from tests.contexts.identity.links import token_in_mail
from tests.contexts.identity.organisations.people import member, seller, token_of, verified
from tests.contexts.identity.partners.factories import SCOPES, PartnerFactory, showing
from tests.contexts.identity.second_factors.people import (
    challenge_of,
    code_of,
    fresh_code,
    log_in,
    person,
    with_passkey,
    with_totp,
)
from tests.support.api_client import ApiClient
from tests.support.sign_in import access_token_of, ticket_of

pytestmark = pytest.mark.django_db
WAITS = re.compile(r"(^|_)(expires|due|used|accepted|confirmed|attempt|until)(_|$)")
NEW_PASSWORD = "four hills and a tea garden"


@dataclass
class Promise:
    """Something that stays open: whose word it is, and how it is redeemed, which answers whether it was kept.

    Attributes:
        of_session: it was promised by a session, and ends with it.
    """

    user: Any
    redeem: Any
    of_session: bool = False
    organisation: Any = field(default=None)


def answered(send):
    """Redeem over HTTP."""
    return lambda: send().status_code < 300


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def invitation():
    organisation, _ = seller(OrganisationKind.OPERATOR)
    manager = member(organisation, Role.OPERATOR_MANAGER)
    bimal = verified(email="bimal@riz.example")
    asked = (
        ApiClient()
        .sign_in(manager)
        .post(
            f"/organisations/{organisation.id}/invitations",
            {"email": bimal.email, "roles": ["OPERATOR_MANAGER"]},
        )
    )
    assert asked.status_code == 201, asked.content
    accept = partial(
        ApiClient().sign_in(bimal).post, "/invitations/accept", {"token": token_of(bimal.email)}
    )
    return Promise(manager, answered(accept), organisation=organisation)


def rotation():
    partner = PartnerFactory()
    member(partner.organisation, Role.PARTNER_ADMIN)
    admin = member(partner.organisation, Role.PARTNER_ADMIN)
    who = person_of(admin)
    issued = issue_credential(partner_id=partner.id, scopes=SCOPES, actor=SYSTEM, at=clock.now())
    rotated = who.api.post(f"/partners/{partner.id}/credentials/{issued.credential.id}/rotate", {})
    assert rotated.status_code == 201, rotated.content
    old = showing(issued.key)
    return Promise(admin, answered(lambda: old.get("/bookings")), organisation=partner.organisation)


def person_of(user):
    return type("Person", (), {"user": user, "api": ApiClient().sign_in(user)})


def mailed(kind, ask, path, **body):
    """A link in a mail, and the form of its page."""

    def open_it():
        who = person()
        ask(who)
        token = token_in_mail(kind)
        redeem = answered(lambda: ApiClient().post(path, {"token": token, **body}))
        return Promise(who.user, redeem, of_session=kind is MailLinkKind.CHANGE_EMAIL)

    return open_it


def unconfirmed(kind, second=None):
    def open_it():
        facts = {"email": "asha@riz.example", "password": PASSWORD, "full_name": "Asha"}
        for typed in (facts, second and {**facts, **second}):
            assert typed is None or ApiClient().post("/auth/register", typed).status_code == 202
        user, token = models.User.objects.get(email=facts["email"]), token_in_mail(kind)
        if kind is MailLinkKind.VERIFY_EMAIL:
            send = partial(ApiClient().post, "/auth/email/verify", {"token": token})
        else:
            send = partial(
                ApiClient().post,
                "/auth/password/reset",
                {"token": token, "new_password": NEW_PASSWORD},
            )
        return Promise(user, answered(send))

    return open_it


def ask_for_another_address(who):
    answer = who.api.post("/auth/email/change", {"new_email": "new@riz.example"})
    assert answer.status_code == 202, answer.content


def take_another_address(who):
    ask_for_another_address(who)
    token = token_in_mail(MailLinkKind.CHANGE_EMAIL)
    assert ApiClient().post("/auth/email/change/confirm", {"token": token}).status_code == 204


def export():
    who = person()
    asked = who.api.post("/auth/exports").json()
    models.DataExport.objects.update(state="PENDING", content_sealed="", ready_at=None)

    def redeem():
        gathered = gather_export(export_id=asked["id"], at=clock.now())
        return gathered and who.api.get(f"/auth/exports/{asked['id']}/content").status_code == 200

    return Promise(who.user, redeem)


def sign_in():
    who = with_totp()
    challenge, code = challenge_of(who), fresh_code(who)
    answer = {"challenge": challenge, "code": code}
    send = partial(ApiClient().post, "/auth/2fa/verify", answer)
    return Promise(who.user, answered(send), of_session=True)


def recovery_code():
    who = with_totp()

    def redeem():
        begun = log_in(who).json()
        facts = {"challenge": begun.get("challenge", "none"), "code": who.recovery_codes[0]}
        return ApiClient().post("/auth/2fa/verify", facts).status_code == 200

    return Promise(who.user, redeem)


def passkey_sign_in():
    who = with_passkey()
    options = ApiClient().post("/auth/passkeys/sign-in-options").json()["public_key"]
    signed = {"credential": who.device.get(options)}
    return Promise(who.user, answered(partial(ApiClient().post, "/auth/passkeys/sign-in", signed)))


def enrolment():
    who = person()
    secret = who.api.post("/auth/2fa/enable").json()["secret"]
    send = partial(who.api.post, "/auth/2fa/verify", {"code": code_of(secret)})
    return Promise(who.user, answered(send), of_session=True)


def code():
    app, user, verifier = register(), UserFactory(), new_verifier()
    given = Browser().allow(app.authorization(verifier), user)["code"]
    return Promise(user, answered(lambda: app.exchange(given, verifier)), of_session=True)


def program_token():
    app, user = register(), UserFactory()
    token = tokens_for(app, user)["access_token"]
    ask = partial(ApiClient().get, "/bookings", headers=bearer(token))
    return Promise(user, answered(ask), of_session=True)


def program_refresh():
    app, user = register(), UserFactory()
    token = tokens_for(app, user)["refresh_token"]
    return Promise(user, answered(lambda: app.refresh(token)), of_session=True)


def session():
    user = UserFactory()
    ask = partial(ApiClient().get, "/auth/me", headers=bearer(access_token_of(user.id)))
    return Promise(user, answered(ask), of_session=True)


def refresh():
    user = UserFactory()
    pair = ApiClient().post("/auth/login", {"email": user.email, "password": PASSWORD}).json()
    facts = {"refresh_token": pair["refresh_token"]}
    return Promise(
        user, answered(partial(ApiClient().post, "/auth/refresh", facts)), of_session=True
    )


def ticket():
    user = UserFactory()
    access_token_of(user.id)
    bought = ticket_of(models.Session.objects.get(user=user).id)

    def redeem():
        try:
            return callers.use_ticket(bought, at=clock.now()).id == user.id
        except RizError:
            return False

    return Promise(user, redeem, of_session=True)


# Each table, and each kind of mailed link, with what is promised in it.
PROMISES = {
    models.Invitation: invitation,
    models.PartnerCredential: rotation,
    models.DataExport: export,
    models.SignInChallenge: sign_in,
    models.RecoveryCode: recovery_code,
    models.WebauthnChallenge: passkey_sign_in,
    models.TotpDevice: enrolment,
    models.AuthorizationCode: code,
    models.ProgramToken: program_token,
    models.ProgramRefreshToken: program_refresh,
    models.Session: session,
    models.RefreshToken: refresh,
    models.SocketTicket: ticket,
    MailLinkKind.INVITATION: invitation,
    MailLinkKind.VERIFY_EMAIL: unconfirmed(MailLinkKind.VERIFY_EMAIL),
    MailLinkKind.FINISH_REGISTRATION: unconfirmed(
        MailLinkKind.FINISH_REGISTRATION, {"full_name": "Somebody else"}
    ),
    MailLinkKind.RESET_PASSWORD: mailed(
        MailLinkKind.RESET_PASSWORD,
        lambda who: ApiClient().post("/auth/password/forgot", {"email": who.user.email}),
        "/auth/password/reset",
        new_password=NEW_PASSWORD,
    ),
    MailLinkKind.CHANGE_EMAIL: mailed(
        MailLinkKind.CHANGE_EMAIL, ask_for_another_address, "/auth/email/change/confirm"
    ),
    MailLinkKind.UNDO_EMAIL_CHANGE: mailed(
        MailLinkKind.UNDO_EMAIL_CHANGE, take_another_address, "/auth/email/change/undo"
    ),
}
# What promises nothing, or nothing that somebody's rights are needed for, and why.
OTHERWISE = {
    models.MailLink: "each of its kinds has a line of its own",
    models.Erasure: "whoever asked is forgotten, disabled or not; what hinders it is asked again on the day, below",
    models.ProviderVisit: "comes back with the person's own access token, or signs somebody in anew",
    models.LoginThrottle: "holds people up",
    models.Application: "has a column of the library's that is never filled",
    MailLinkKind.REMOVE_ACCESS: "only takes a way in away, from the account whose mailbox it went to",
    MailLinkKind.CANCEL_ERASURE: "keeps an account as it is, and a disabled one disabled",
    MailLinkKind.ADDRESS_TAKEN: "leads nowhere",
    MailLinkKind.ACCOUNT_ERASED: "leads nowhere",
}


def test_every_table_that_waits_for_something_says_how_it_is_asked_again():
    waiting = {
        model
        for model in apps.get_app_config("identity").get_models()
        for column in model._meta.get_fields()
        if isinstance(column, orm.DateTimeField) and WAITS.search(column.name)
        if column.name != "last_used_at"
    }

    assert len(waiting) > 14
    assert waiting | set(MailLinkKind) == PROMISES.keys() | OTHERWISE.keys()
    assert not PROMISES.keys() & OTHERWISE.keys()


def named(promises):
    return [pytest.param(each, id=getattr(each, "__name__", str(each))) for each in promises]


@pytest.mark.parametrize("which", named(PROMISES))
class TestWhoeverPromised:
    @pytest.fixture
    def promise(self, which):
        return PROMISES[which]()

    def test_who_still_may_keeps_it(self, promise):
        assert promise.redeem()

    def test_who_is_disabled_does_not(self, promise):
        set_user_active(user_id=promise.user.id, is_active=False, actor=SYSTEM, at=clock.now())

        assert not promise.redeem()

    def test_who_is_erased_does_not(self, promise):
        erase_user(user_id=promise.user.id, at=clock.now())

        assert not promise.redeem()


@pytest.mark.parametrize("which", named(PROMISES))
def test_what_a_session_promised_ends_with_signing_out_everywhere(which):
    promise = PROMISES[which]()
    sign_out_everywhere(
        user_id=promise.user.id, reason="ended_by_staff", actor=SYSTEM, at=clock.now()
    )

    # What needs no session, for it came by mail or is shown with a password, is as good as before.
    needs_none = which is not models.DataExport
    assert promise.redeem() is (needs_none and not promise.of_session)


@pytest.mark.parametrize("which", named([models.Invitation, models.PartnerCredential]))
class TestWhoeverPromisedForAnOrganisation:
    @pytest.fixture
    def promise(self, which):
        return PROMISES[which]()

    def held(self, promise):
        return models.RoleGrant.objects.filter(user=promise.user)

    def test_who_was_demoted_does_not(self, promise, which):
        lower = Role.OPERATOR_STAFF if which is models.Invitation else Role.PARTNER_USER
        self.held(promise).update(role=lower)

        assert not promise.redeem()

    def test_who_left_does_not(self, promise):
        left = (
            ApiClient()
            .sign_in(promise.user)
            .delete(f"/organisations/{promise.organisation.id}/members/{promise.user.id}")
        )

        assert left.status_code == 204
        assert not promise.redeem()

    def test_who_took_it_up_again_does(self, promise):
        before = self.held(promise).get().role
        self.held(promise).update(role=Role.ASSET_MANAGER)
        self.held(promise).update(role=before)

        assert promise.redeem()

    def test_nobody_does_for_an_organisation_that_is_suspended(self, promise):
        promise.organisation.status = "SUSPENDED"
        promise.organisation.save()

        assert not promise.redeem()


class TestRotations:
    """The old key in its overlap."""

    def test_the_system_s_word_lasts(self):
        partner = PartnerFactory()
        issued = issue_credential(
            partner_id=partner.id, scopes=SCOPES, actor=SYSTEM, at=clock.now()
        )
        rotate_credential(
            partner_id=partner.id,
            credential_id=issued.credential.id,
            actor=SYSTEM,
            at=clock.now(),
        )

        assert showing(issued.key).get("/bookings").status_code == 200

    def test_its_list_says_that_it_is_over_and_the_new_key_goes_on(self):
        promise = rotation()
        old, new = models.PartnerCredential.objects.order_by("created_at", "id")
        models.RoleGrant.objects.filter(user=promise.user).update(role=Role.PARTNER_USER)

        owner = ApiClient().sign_in(promise.user)
        listed = owner.get(f"/partners/{old.partner_id}/credentials").json()["results"]

        assert {each["id"]: each["status"] for each in listed} == {
            str(old.id): "EXPIRED",
            str(new.id): "ALIVE",
        }

    def test_who_is_about_to_commit_is_stopped_too(self):
        promise = rotation()
        old = models.PartnerCredential.objects.earliest("created_at", "id")
        actor = welcome(recognise_shown_before(client_id=old.client_id, ip=None, at=clock.now()))
        ensure_still_allowed(actor=actor, at=clock.now())
        models.RoleGrant.objects.filter(user=promise.user).delete()

        with pytest.raises(PartnerKeyEnded):
            ensure_still_allowed(actor=actor, at=clock.now())


def test_an_erasure_waits_on_its_day_while_nobody_else_could_act():
    organisation, owner = seller()
    other = member(organisation, Role.SELLER_OWNER)
    who = person_of(owner)
    assert who.api.delete("/auth/me").status_code == 202
    set_user_active(user_id=other.id, is_active=False, actor=SYSTEM, at=clock.now())
    models.Erasure.objects.update(due_at=clock.now())

    assert erase_due_users(at=clock.now()) == 0
    assert organisation.name in models.Erasure.objects.get().refused_because

    set_user_active(user_id=other.id, is_active=True, actor=SYSTEM, at=clock.now())
    models.Erasure.objects.update(due_at=clock.now())
    assert erase_due_users(at=clock.now()) == 1
