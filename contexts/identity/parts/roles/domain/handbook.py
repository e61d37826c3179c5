"""The handbook of permissions: docs/permissions.md, written from what the code says."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from riz.policies import Policy, assignables, permissions, scopes

from .roles import ROLES

_INTRODUCTION = """\
# Who may do what

Written by `manage.py policies --write docs/permissions.md`; a test fails while this page and the code differ.

Every act has a name and a policy, which all entry points ask: REST, sockets, staff screens, tasks. What is not named here is refused.
The system itself may do everything. A program does only what names a scope, and only with that scope. Who acts as somebody else
reads what the person may read; what changes something takes the person, but for what says why it does not. *For its organisation*
means: held everywhere, or for the organisation to which the thing belongs; *for it alone* means: the thing was put into an asset
manager's care.
"""


def write_handbook(policies: Iterable[Policy]) -> str:
    """Return the page."""
    return (
        "\n".join(
            [
                _INTRODUCTION,
                *_actions(policies),
                *_roles(),
                *_permissions(),
                *_scopes(),
                *_assignables(),
            ]
        )
        + "\n"
    )


def _actions(policies: Iterable[Policy]) -> Iterable[str]:
    yield "## Acts"
    for context, of_context in groupby(policies, key=lambda one: one.action.partition(".")[0]):
        yield f"\n### {context}\n"
        yield "| act | what | who | programs | while acting as somebody |"
        yield "|---|---|---|---|---|"
        for one in of_context:
            scope = f"`{one.scope}`" if one.scope else "never"
            acting = "reads" if one.reads else one.while_acting or "never"
            yield f"| `{one.action}` | {one.says} | {one.rule.name} | {scope} | {acting} |"


def _roles() -> Iterable[str]:
    yield "\n## Roles\n"
    yield "Everybody cares for their own things without any role. Organisations make roles of their own as well.\n"
    yield "| role | what for | held | carries |"
    yield "|---|---|---|---|"
    for role in ROLES.values():
        places = [
            *(["everywhere"] if role.everywhere else []),
            *(["for one organisation"] if role.for_one_organisation else []),
            *(["for assigned things alone"] if role.for_assigned_assets else []),
        ]
        carried = ", ".join(f"`{one}`" for one in sorted(role.permissions))
        yield f"| `{role.code}` | {role.says} | {', '.join(places)} | {carried} |"


def _permissions() -> Iterable[str]:
    yield "\n## Permissions\n"
    yield "| permission | what | can be given for one organisation |"
    yield "|---|---|---|"
    for one in permissions().values():
        can_be = "yes" if one.for_one_organisation else "no"
        yield f"| `{one.code}` | {one.says} | {can_be} |"


def _scopes() -> Iterable[str]:
    yield "\n## Scopes\n"
    yield "What programs may be allowed, in the words in which people are asked for it.\n"
    yield "| scope | what | for partners' programs | permissions of the person that it lets through |"
    yield "|---|---|---|---|"
    for one in scopes().values():
        can_be = "yes" if one.for_partners else "no"
        opened = ", ".join(f"`{code}`" for code in sorted(one.permissions)) or "none"
        yield f"| `{one.code}` | {one.says} | {can_be} | {opened} |"


def _assignables() -> Iterable[str]:
    yield "\n## Things that can be put into an asset manager's care\n"
    yield "| kind | who assigns it |"
    yield "|---|---|"
    for one in assignables().values():
        shared = f"who has `{one.shared_under}` everywhere; it belongs to no organisation"
        yield f"| `{one.kind}` | {shared if one.shared_under else 'its organisation'} |"
