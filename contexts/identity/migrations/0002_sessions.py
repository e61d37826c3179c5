import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def begin_as_created(apps, schema_editor):
    """Whoever is signed in has shown who they are when the session began."""
    apps.get_model("identity", "Session").objects.update(authenticated_at=models.F("created_at"))


class Migration(migrations.Migration):

    dependencies = [
        ("identity", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="methods",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), default=["password"], size=None
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="session",
            name="authenticated_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(begin_as_created, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="session",
            name="authenticated_at",
            field=models.DateTimeField(),
        ),
        migrations.AddField(
            model_name="session",
            name="impersonator",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="reason",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("methods__len__gt", 0)), name="identity_session_has_a_method"
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("impersonator", None), ("reason", "")),
                    models.Q(
                        ("impersonator__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                        models.Q(("impersonator", models.F("user")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="identity_session_impersonated_for_a_reason",
            ),
        ),
        # Somebody and who acts as them.
        migrations.AlterField(
            model_name="securityevent",
            name="actor",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.CreateModel(
            name="SocketTicket",
            fields=[
                ("hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("expires_at", models.DateTimeField()),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="socket_tickets",
                        to="identity.session",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["expires_at"], name="identity_ticket_expiry")]
            },
        ),
    ]
