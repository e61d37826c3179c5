import django.db.models.deletion
import django.db.models.functions.text
import riz.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_sessions"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=riz.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("VERIFY_EMAIL", "Verify email"),
                            ("FINISH_REGISTRATION", "Finish registration"),
                            ("ADDRESS_TAKEN", "Address taken"),
                            ("CHANGE_EMAIL", "Change email"),
                            ("UNDO_EMAIL_CHANGE", "Undo email change"),
                            ("RESET_PASSWORD", "Reset password"),
                            ("INVITATION", "Invitation"),
                            ("CANCEL_ERASURE", "Cancel erasure"),
                            ("ACCOUNT_ERASED", "Account erased"),
                        ],
                        max_length=30,
                    ),
                ),
                ("subject_id", models.UUIDField()),
                ("recipient", models.EmailField(max_length=254)),
                ("session_id", models.UUIDField(blank=True, null=True)),
                ("nonce", models.BinaryField(max_length=16)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="user",
            name="email_verified_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="phone_verified_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("phone_verified_at", None),
                    models.Q(("phone", ""), _negated=True),
                    _connector="OR",
                ),
                name="identity_user_phone_verified",
            ),
        ),
        migrations.AddField(
            model_name="maillink",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mail_links",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="maillink",
            index=models.Index(fields=["expires_at"], name="identity_mail_link_expiry"),
        ),
        migrations.AddConstraint(
            model_name="maillink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_at", None), ("used_at", None)),
                fields=("kind", "subject_id"),
                name="identity_one_open_mail_link",
            ),
        ),
        migrations.AddConstraint(
            model_name="maillink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recipient", django.db.models.functions.text.Lower("recipient"))
                ),
                name="identity_mail_link_lower_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="maillink",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("created_at"))),
                name="identity_mail_link_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="maillink",
            constraint=models.CheckConstraint(
                condition=models.Q(("used_at", None), ("superseded_at", None), _connector="OR"),
                name="identity_mail_link_used_or_superseded",
            ),
        ),
        migrations.AddConstraint(
            model_name="maillink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("used_at", None), ("used_at__lt", models.F("expires_at")), _connector="OR"
                ),
                name="identity_mail_link_used_in_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="maillink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "VERIFY_EMAIL",
                            "FINISH_REGISTRATION",
                            "ADDRESS_TAKEN",
                            "CHANGE_EMAIL",
                            "UNDO_EMAIL_CHANGE",
                            "RESET_PASSWORD",
                            "INVITATION",
                            "CANCEL_ERASURE",
                            "ACCOUNT_ERASED",
                        ],
                    )
                ),
                name="identity_mail_link_kind",
            ),
        ),
        # Whoever could sign in before anybody asked for a proof of their address still can.
        migrations.RunSQL(
            "UPDATE identity_user SET email_verified_at = created_at WHERE email_verified_at IS NULL",
            migrations.RunSQL.noop,
        ),
    ]
