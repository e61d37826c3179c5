from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("identity", "0014_stated_codes"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name="dataexport",
                name=name,
                field=models.DateTimeField(blank=True, null=True),
            )
            for name in ("enqueued_at", "lease_until")
        ),
        migrations.AddField(
            model_name="dataexport",
            name="last_error",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
