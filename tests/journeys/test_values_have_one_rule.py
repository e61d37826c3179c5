"""Whatever people write has the rule of its kind at every door: found in the tables, the staff forms and the requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.db.utils import IntegrityError
from django.test import RequestFactory
from django.urls import get_resolver
from rest_framework import serializers
from unfold.forms import ActionForm

from riz import columns
from riz.errors import Invalid
from riz.operations.staff.forms import reason_of
from riz.rest import fields as wire
from riz.rest.reading import QuerySerializer
from riz.rest.serializers import StrictSerializer

LINES = [
    "\u200b",
    " \u3000",
    "A\x07B",
    "A\nB",
    "A\u2028B",
    "A\x85B",
    "\u202egnp.exe",
    "A\ud800",
    "A\0B",
]
BAD: dict[str, list[str]] = {
    "LineField": LINES,
    "PhoneField": ["abc", "1.....", "112", "+91 381"],
    "TimeZoneField": ["Asia/Agartala", "localtime", "Factory"],
    "CurrencyField": ["ZZZ", "€"],
    "LanguageField": ["no such locale", "xx"],
    "EmailField": ["anita@localhost", "anita@[127.0.0.1]", "anita@I♥.example", "অনিতা@riz.example"],
    "HostField": ["localhost", "127.0.0.1", "a_b.example"],
    "WebAddressField": ["javascript:alert(1)", "https://a:b@riz.example/", "http://127.0.0.1/"],
    "SecureWebAddressField": ["http://riz.example/a.jpg", "https://2130706433/"],
}  # fmt: skip
GOOD = {
    "LineField": "কুমুদিনী শর্মা",
    "PhoneField": "+913812225555",
    "TimeZoneField": "Asia/Kolkata",
    "CurrencyField": "INR",
    "LanguageField": "bn-IN",
    "EmailField": "anita@xn--fa-hia.de",
    "HostField": "xn--fa-hia.de",
    "WebAddressField": "http://riz.example/a.jpg",
    "SecureWebAddressField": "https://riz.example/a.jpg",
}
# What the database can say of each, by itself: shapes, not lists.
BAD_IN_SQL = {
    "LineField": ["\u200b", "\u3000\u00a0", "A\x07B", "A\nB", "A\u2028B", "A\x85B", "A\u202eB"],
    "PhoneField": ["abc", "1.....", "0381 222", "+0", "+91381\n"],
    "TimeZoneField": ["no such zone", "/etc", "Asia/"],
    "CurrencyField": ["inr", "₹", "I1R"],
    "LanguageField": ["no such locale", "BN", "bn_IN"],
    "EmailField": ["Anita@riz.example", "anita", "a\n@riz.example", "অনিতা@riz.example"],
    "HostField": ["RIZ.example", "a b"],
    "WebAddressField": ["javascript:alert(1)", "https://a@b/", "ftp://riz.example"],
}
BAD_IN_SQL["SecureWebAddressField"] = BAD_IN_SQL["WebAddressField"]

# Words in the names of columns and fields that say what kind of value they hold.
KINDS = {
    "LineField": r"(^|_)(name|title|label|caption|reason|place|district|region|relation|licence|attribution|summary)$",
    "PhoneField": r"(^|_)phone$",
    "TimeZoneField": r"(^|_)zone$",
    "CurrencyField": r"(^|_)currency$",
    "LanguageField": r"(^|_)(locale|languages?)$",
    "EmailField": r"(^|_)(email|recipient)$",
    "HostField": r"(^|_)(domain|host)$",
    "WebAddressField": r"(^|_)(url|homepage)$",
}
# Columns of such names that nobody writes, or that hold another thing.
OTHER_COLUMNS = {
    "caching.Generation.name": "of a generation of cached answers, in code",
    "outbox.OutboxEvent.name": "of an event, in code",
    "outbox.PurgedRange.event_name": "of an event, in code",
    "identity.Session.revoked_reason": "a word in code",
    "identity.LinkedLogin.email": "as another provider says it, for its owner to read; mail is never sent to it",
    "notifications.Message.locale": "copied: no mail fails for it",
    "notifications.Message.recipient": "copied, or empty where there is nobody",
    "transport.RealtimeSource.url": "fetched by programs, and judged when it is",
    "transport.RealtimeSource.header_name": "of an HTTP header",
    "transport.Place.search_name": "worked out from the name",
    "payments.PaymentIntent.next_action_url": "the payment provider's",
}
# Fields of forms and requests that are no value of these kinds.
OTHER_FIELDS = re.compile(
    r"password|secret|token|code|otp|challenge|passkey|credential|slug|search|action|key|redirect_uris|state|iss$|own_role"
    r"|client_id|scopes?|permissions|roles|allowed_networks|transports|id$|id_number|payment_method|reference|idempotency"
    r"|description|text|bio|best_time_to_visit|how_to_reach|inclusions|exclusions|note|bands|country|other_names|header_name"
    r"|^sac$|^source$|^url$|^place$|leave_from|modes|criteria|expand|departure_weekdays|start_times|stops|activities|username|clientDataJSON|attestationObject|authenticatorData|signature|userHandle|authenticatorAttachment|type|publicKey"
)  # fmt: skip
OTHER_REQUESTS = {"LoginInput.email": "what is no address is refused as a wrong password is"}
OPTIONS: dict[str, dict[str, Any]] = {"ActingForm": {"has_second_factor": False}}


def kind_of(field: Any) -> str | None:
    """Return the kind of value of a column or a field, by its class."""
    return next((each.__name__ for each in type(field).mro() if each.__name__ in BAD), None)


def kind_by_name(name: str) -> str | None:
    return next((kind for kind, words in KINDS.items() if re.search(words, name)), None)


def value_columns() -> list[Any]:
    return [
        field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, columns._ValueField)
    ]


def column_ids(field: Any) -> str:
    return f"{field.model._meta.label}.{field.name}"


def test_every_column_whose_name_says_its_kind_is_of_that_kind():
    strays, exempt = [], set()
    for model in apps.get_models():
        if not model.__module__.startswith(("contexts.", "riz.")):
            continue
        for field in model._meta.concrete_fields:
            held = field.base_field if isinstance(field, ArrayField) else field
            wanted = kind_by_name(field.name)
            is_text = isinstance(held, models.CharField | models.TextField) and not held.choices
            if not (wanted and is_text) or kind_of(held) in {wanted, f"Secure{wanted}"}:
                continue
            if column_ids(field) in OTHER_COLUMNS:
                exempt.add(column_ids(field))
            else:
                strays.append(f"{column_ids(field)} is no {wanted}")

    assert strays == []
    assert exempt == set(OTHER_COLUMNS)
    assert len(value_columns()) > 70


@pytest.fixture
def probe():
    """Return a function that makes an empty copy of a table, of whose rules it has those of one column."""

    def make(field: Any) -> Any:
        with connection.cursor() as cursor:
            table = field.model._meta.db_table
            cursor.execute(f'CREATE TEMP TABLE probe (LIKE "{table}" INCLUDING CONSTRAINTS)')
            for other in field.model._meta.concrete_fields:
                cursor.execute(f'ALTER TABLE probe ALTER "{other.column}" DROP NOT NULL')
            cursor.execute(
                "SELECT conname FROM pg_constraint c, pg_attribute a WHERE contype = 'c' AND conrelid = 'probe'::regclass"
                " AND attrelid = conrelid AND attname = %s AND conkey <> ARRAY[attnum]",
                [field.column],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'ALTER TABLE probe DROP CONSTRAINT "{name}"')
        return lambda text: write(field.column, text)

    def write(column: str, text: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'INSERT INTO probe ("{column}") VALUES (%s)', [text])

    return make


@pytest.mark.django_db
@pytest.mark.parametrize("field", value_columns(), ids=column_ids)
def test_the_database_refuses_what_it_can_tell(field, probe):
    write, kind = probe(field), kind_of(field)
    may_be_empty = field.blank or kind == "HostField"

    for text in [*BAD_IN_SQL[kind], *([] if may_be_empty else [""])]:
        with pytest.raises(IntegrityError):
            write(text)
    for text in [GOOD[kind], *([""] if may_be_empty else [])]:
        write(text)


@pytest.mark.django_db
@pytest.mark.parametrize("field", value_columns(), ids=column_ids)
def test_no_save_and_no_update_of_many_leaves_a_rule_out(field):
    row = field.model(**{field.attname: GOOD[kind_of(field)]})
    assert field.pre_save(row, add=True) == GOOD[kind_of(field)]
    looser = field.pattern if isinstance(field, columns._StoredValueField) else r"(?!)"
    for text in (each for each in BAD[kind_of(field)] if not re.fullmatch(looser, each)):
        setattr(row, field.attname, text)
        with pytest.raises(Invalid) as refusal:
            field.pre_save(row, add=True)
        assert set(refusal.value.details["errors"]) == {field.name}
        with pytest.raises(Invalid):
            field.model._base_manager.update(**{field.name: text})


def staff_forms() -> Iterator[tuple[str, type[forms.BaseForm]]]:
    """Every form of the staff screens: of things, of things in them, and those that screens ask by themselves."""
    request = RequestFactory().get("/")
    request.user = get_user_model().objects.create_superuser(email="a@riz.example", password=None)
    for model, screen in admin.site._registry.items():
        if not model.__module__.startswith("contexts."):
            continue
        yield f"{model._meta.label}", screen.get_form(request, obj=None)
        for inline in screen.get_inline_instances(request):
            formset = inline.get_formset(request)
            yield f"{model._meta.label} {inline.model._meta.label}", formset.form
    seen, waiting = set(), [forms.BaseForm]
    while waiting:
        for form in waiting.pop().__subclasses__():
            waiting.append(form)
            if form.__module__.startswith("contexts.") and form not in seen:
                seen.add(form)
                yield f"{form.__module__}.{form.__qualname__}", form


def kind_in_form(form: type[forms.BaseForm], name: str) -> str | None:
    """Return the kind of a form's field: of the column behind it, or of a line that a form asks by itself."""
    model = getattr(getattr(form, "_meta", None), "model", None)
    if model is not None and name in {each.name for each in model._meta.concrete_fields}:
        return kind_of(model._meta.get_field(name))
    return "LineField" if isinstance(form.base_fields[name], columns.RuleInput) else None


def texts_for(form: type[forms.BaseForm], name: str) -> list[str]:
    """Return what the field has to refuse; Django's own fields drop what browsers can't send."""
    kind = kind_in_form(form, name)
    required = form.base_fields[name].required
    return [text for text in BAD.get(kind or "", []) if required or text.strip()]


def is_left_out(form: type[forms.BaseForm], name: str) -> bool:
    # A reason beside actions is read by `reason_of`, which is tried with the actions.
    return bool(OTHER_FIELDS.search(name)) or (name == "reason" and issubclass(form, ActionForm))


@pytest.mark.django_db
def test_every_staff_form_refuses_what_is_none_of_its_kind():
    texts = [
        (where, form, name)
        for where, form in staff_forms()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField)
    ]
    strays = [
        f"{where}: {name}"
        for where, form, name in texts
        if not kind_in_form(form, name) and not is_left_out(form, name)
    ]
    tried = [
        (where, form, name, text)
        for where, form, name in texts
        if kind_in_form(form, name)
        for text in texts_for(form, name)
    ]
    taken = [
        f"{where}: {name}={text!r}"
        for where, form, name, text in tried
        if name not in form({name: text}, **OPTIONS.get(form.__name__, {})).errors
    ]

    assert strays == []
    assert taken == []
    assert len(tried) > 400


@pytest.mark.django_db
def test_a_reason_beside_actions_is_one_line_that_can_be_seen():
    for text in ["", *LINES]:
        request = RequestFactory().post("/", {"reason": text.replace("\ud800", "\0")})
        request._messages = CookieStorage(request)
        assert reason_of(request) == ""
        assert len(request._messages._queued_messages) == 1

    request = RequestFactory().post("/", {"reason": " Ticket 4711 "})
    assert reason_of(request) == "Ticket 4711"


def inputs() -> list[type[serializers.Serializer[Any]]]:
    """Every serializer that reads a body."""
    assert get_resolver().url_patterns  # every view is imported
    found, waiting = [], [StrictSerializer]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith("contexts.") and not issubclass(each, QuerySerializer):
                found.append(each)
    return found


def written_fields() -> Iterator[tuple[str, str, Any]]:
    """Every field of a body that takes text, or a list of texts."""
    for serializer in inputs():
        for name, field in serializer().fields.items():
            held = field.child if isinstance(field, serializers.ListField) else field
            if not field.read_only and isinstance(held, serializers.CharField):
                yield serializer.__name__, name, held


def is_taken(field: Any, text: str) -> bool:
    try:
        field.run_validation(text)
    except serializers.ValidationError:
        return False
    return bool(text.strip() or not field.allow_blank)


def test_every_request_refuses_what_is_none_of_its_kind():
    plain = [
        f"{owner}.{name}"
        for owner, name, field in written_fields()
        if not isinstance(field, wire._ValueField) and not OTHER_FIELDS.search(name)
    ]
    tried = [
        (f"{owner}.{name}={text!r}", field, text)
        for owner, name, field in written_fields()
        if isinstance(field, wire._ValueField)
        for text in BAD[str(kind_of(field))]
    ]

    assert plain == list(OTHER_REQUESTS)
    assert [where for where, field, text in tried if is_taken(field, text)] == []
    assert len(tried) > 250
