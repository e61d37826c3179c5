import datetime as dt

from django.db import migrations, models


def _add(model: str, name: str, field: models.Field, *, keeps_default: bool = True) -> migrations.AddField:
    return migrations.AddField(
        model_name=model, name=name, field=field, preserve_default=keeps_default
    )


def _rename(model: str, old: str, new: str) -> migrations.RenameField:
    return migrations.RenameField(model_name=model, old_name=old, new_name=new)


class Migration(migrations.Migration):

    dependencies = [
        ("transport", "0005_values"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="realtimesource", name="transport_source_due"),
        _rename("realtimesource", "next_poll_at", "next_attempt_at"),
        migrations.AddIndex(
            model_name="realtimesource",
            index=models.Index(
                condition=models.Q(("is_enabled", True)),
                fields=["next_attempt_at"],
                name="transport_source_due",
            ),
        ),
        _rename("realtimesource", "failures", "attempts"),
        _rename("realtimesource", "fault", "last_error"),
        _rename("feedversion", "failure", "last_error"),
        *(
            _add(model, name, models.DateTimeField(blank=True, null=True))
            for model in ("realtimesource", "feedversion")
            for name in ("enqueued_at", "lease_until")
        ),
        migrations.AlterField(
            model_name="realtimesource",
            name="attempts",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="realtimesource",
            name="last_error",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="feedversion",
            name="attempts",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="feedversion",
            name="last_error",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="feedversion",
            name="upload",
            field=models.CharField(
                blank=True, help_text="an uploaded file that is still to be imported", max_length=80
            ),
        ),
        # Whatever waits is due at once.
        _add(
            "feedversion",
            "next_attempt_at",
            models.DateTimeField(default=dt.datetime(2026, 11, 30, tzinfo=dt.timezone.utc)),
            keeps_default=False,
        ),
        migrations.RunSQL(
            "UPDATE transport_feedversion SET upload = '' WHERE state <> 'importing'",
            migrations.RunSQL.noop,
        ),
    ]
