from django.db import migrations, models


def _time(model: str, name: str) -> migrations.AddField:
    field = models.DateTimeField(blank=True, null=True)
    return migrations.AddField(model_name=model, name=name, field=field)


class Migration(migrations.Migration):

    dependencies = [
        ("payments", "0003_values"),
    ]

    operations = [
        migrations.RenameField(model_name="webhookinbox", old_name="error", new_name="last_error"),
        _time("webhookinbox", "enqueued_at"),
        _time("refund", "enqueued_at"),
        _time("refund", "lease_until"),
        _time("sandboxwebhook", "enqueued_at"),
        _time("sandboxwebhook", "lease_until"),
    ]
