"""Every context that knows a person exports and forgets them: told by its tables, not by a list."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models as orm

from contexts.identity import events as identity
from contexts.identity.models import User
from contexts.identity.use_cases import _tables
from riz import events, personal_data
from riz.sealing import SealedField

# Columns that hold who somebody is, by the words that names of columns are made of.
FACTS = {"email", "recipient", "phone", "full_name", "payer_name", "contact_name"}
OWNERS = {"user", "user_id", "payer_id", "created_by", "requester", "traveller_id", "owner_id"}


def knows_people(model):
    """Tell whether a table has a person's id, name, number or address."""
    names = {field.name for field in model._meta.concrete_fields}
    to_people = any(field.related_model is User for field in model._meta.concrete_fields)
    return to_people or model is User or bool(names & (FACTS | OWNERS))


def contexts_that_know_people():
    return {
        model._meta.app_label
        for model in apps.get_models()
        if model.__module__.startswith("contexts.") and knows_people(model)
    }


def listeners_to_erasure():
    return {one.handler.partition(".")[0] for one in events.subscriptions(identity.UserErased.name)}


def test_there_are_contexts_that_know_people():
    assert {"identity", "booking", "payments", "inventory"} <= contexts_that_know_people()


@pytest.mark.requirement("ASVS 5.0 14.1.1")
def test_each_of_them_exports():
    assert contexts_that_know_people() <= personal_data.exported()


@pytest.mark.requirement("ASVS 5.0 14.2.7")
def test_each_of_them_forgets():
    assert contexts_that_know_people() - {"identity"} <= listeners_to_erasure()


def test_every_table_of_identity_with_people_is_shown_or_emptied():
    known = {(table.model, table.person) for table in (*_tables.TABLES, *_tables.EMPTIED)}
    people = {
        (model, field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is User and model._meta.app_label != "admin"
    }

    assert people - known == set()


@pytest.mark.requirement("ASVS 5.0 14.2.6")
@pytest.mark.parametrize("table", _tables.TABLES, ids=lambda table: table.section)
def test_no_secret_is_among_what_is_shown(table):
    columns = {
        key: field
        for field in table.model._meta.concrete_fields
        for key in (field.name, field.attname)
    }
    shown = [columns[name] for name in table.columns]

    assert not any(isinstance(field, SealedField | orm.BinaryField) for field in shown)
    words = ("hash", "secret", "token", "salt", "nonce", "password", "key")
    assert not [field.name for field in shown if any(word in field.name for word in words)]


def test_a_section_is_gathered_by_one():
    with pytest.raises(TypeError):

        @personal_data.exports("booking")
        def another(*, user_id):
            return []


def test_words_lose_the_person_and_nothing_else():
    person = personal_data.Person(
        user_id=User().id, email="a.b@x.example", full_name="Ana (B.)", phone="+91 1"
    )

    assert (
        personal_data.without(person, "ana (b.) of A.B@x.example, +91 1: fever")
        == "… of …, …: fever"
    )
    assert personal_data.without(None, "ana") == "ana"
