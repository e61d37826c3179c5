"""Every refusal has one code, facts of its own, and an operation that lists it, or another door at which it is told."""

from __future__ import annotations

import ast
import importlib
from collections import Counter
from pathlib import Path

from riz.errors import RizError
from riz.rest.problem_schemas import facts_of
from riz.rest.problems import ProblemSerializer
from tests.architecture.parsing import nodes_of, text_of
from tests.support.described import description

ROOT = Path(__file__).resolve().parents[2]
# Refusals that no operation answers with, by the door at which they are told.
ELSEWHERE = {
    "staff screens and commands": """
        catalog.amenity_not_found catalog.invalid_accommodation catalog.invalid_amenity catalog.invalid_destination
        catalog.invalid_experience catalog.invalid_fixture catalog.invalid_package events.unknown_handler
        identity.application_not_acceptable request.in_use transport.feed_busy
        transport.feed_unreachable transport.feed_version_unusable transport.invalid_cost_facts transport.invalid_feed
        transport.invalid_place transport.unknown_feed transport.unknown_feed_version work.not_given_up
    """,
    "pages in a browser": "identity.foreign_page sandbox.challenge_not_found sandbox.foreign_page",
    "sockets": "identity.socket_ticket_invalid socket.session_ended socket.sign_in_expected",
    "tasks, which note or repeat it": "identity.mail_link_not_to_send payments.gateway_unavailable",
    "payments, which has words of its own for its sandbox": """
        sandbox.answer_lost sandbox.charge_settled sandbox.key_reused sandbox.refund_exceeds_charge
        sandbox.unknown_charge sandbox.unknown_payment_method
    """,
    "callers of addresses that others chose, who have words of their own for it": """
        outgoing.address_refused outgoing.failed outgoing.timed_out outgoing.too_large
    """,
    "addresses, not operations": "request.method_not_allowed",
    "nobody: they are categories": "inventory.not_available request.conflict request.gone",
}


def every_refusal():
    """Return the classes that code of ours defines, wherever it does."""
    for top in ("contexts", "riz"):
        for path in (ROOT / top).rglob("*.py"):
            if "(RizError" in (text := text_of(path)) or " code" in text:
                importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    waiting, found = [RizError], set()
    while waiting:
        kinds = waiting.pop().__subclasses__()
        waiting += kinds
        found |= {kind for kind in kinds if kind.__module__.startswith(("contexts.", "riz."))}
    return found


REFUSALS = {kind for kind in every_refusal() if "code" in vars(kind)}


def test_a_code_belongs_to_one_class():
    assert [
        code for code, times in Counter(kind.code for kind in REFUSALS).items() if times > 1
    ] == []


def test_facts_leave_the_members_of_every_problem_alone():
    taken = set(ProblemSerializer().fields) - {"code"}

    assert [kind for kind in REFUSALS if taken & set(facts_of(kind))] == []


def stated():
    """Return every place that makes a refusal, with its class and the facts that it states."""
    for top in ("contexts", "riz"):
        for path in (ROOT / top).rglob("*.py"):
            names = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" in names or "(" not in text_of(path):
                continue
            scope = vars(importlib.import_module(".".join(names).removesuffix(".__init__")))
            for node in nodes_of(path):
                made = resolved(node.func, scope) if isinstance(node, ast.Call) else None
                if isinstance(made, type) and issubclass(made, RizError):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", made, node.keywords


def resolved(expression, scope):
    if isinstance(expression, ast.Name):
        return scope.get(expression.id)
    if isinstance(expression, ast.Attribute):
        return getattr(resolved(expression.value, scope), expression.attr, None)
    return None


def test_facts_are_stated_as_the_class_declares_them():
    faults, seen = [], 0
    for where, made, keywords in stated():
        seen += 1
        facts = facts_of(made)
        given = {keyword.arg for keyword in keywords}
        needed = {name for name in facts if not hasattr(made, name)}
        if None not in given and (needed - given or given - set(facts) - {"headers"}):
            faults.append(f"{where}: {made.__name__} states {sorted(given)}, not {sorted(facts)}")

    assert seen > 100
    assert faults == []


def test_every_refusal_is_listed_by_an_operation_or_told_elsewhere():
    listed = set(description()["components"]["examples"])
    elsewhere = {code for codes in ELSEWHERE.values() for code in codes.split()}
    codes = {kind.code for kind in REFUSALS}

    assert sorted(codes - listed - elsewhere) == []
    assert sorted(elsewhere & listed) == []
    assert sorted(elsewhere - codes) == []
