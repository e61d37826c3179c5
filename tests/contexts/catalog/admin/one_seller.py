"""A way to know staff that grants them the catalog of one seller alone."""

from contexts.identity import api as identity
from riz.actor import Actor, Grant
from tests.contexts.catalog.factories import AT


def to_actor(user):
    seller = identity.ensure_organisation(slug="tripura-tourism", name="Tripura Tourism", at=AT)
    grant = Grant(permission="catalog.manage", organisation_id=seller.id)
    return Actor(id=user.id, kind="user", grants=frozenset({grant}))
