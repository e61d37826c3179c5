"""Codes are what the contexts state: which ones there are is no constraint of identity's tables any more."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

import contexts.identity.parts.organisations.models


class Migration(migrations.Migration):
    """Drops the constraints that list scopes and kinds of things; a credential still has a scope."""

    dependencies: ClassVar = [("identity", "0013_session_started_from")]

    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="partner", name="identity_partner_scopes"),
        migrations.RemoveConstraint(
            model_name="partnercredential", name="identity_credential_scopes"
        ),
        migrations.AddConstraint(
            model_name="partnercredential",
            constraint=models.CheckConstraint(
                condition=~models.Q(scopes=[]), name="identity_credential_scopes"
            ),
        ),
        migrations.RemoveConstraint(model_name="assignment", name="identity_assignment_kind"),
        migrations.AlterField(
            model_name="assignment",
            name="kind",
            field=models.CharField(
                choices=contexts.identity.parts.organisations.models.asset_kind_choices,
                max_length=20,
            ),
        ),
    ]
