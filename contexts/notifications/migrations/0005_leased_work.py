from django.db import migrations, models

import contexts.notifications.contracts


class Migration(migrations.Migration):

    dependencies = [
        ("notifications", "0004_links_in_notices"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="message", name="message_due"),
        # What is in somebody's hands has a lease, and is queued as before if nobody comes back.
        migrations.RunSQL(
            "UPDATE notifications_message SET state = 'QUEUED' WHERE state = 'SENDING'",
            migrations.RunSQL.noop,
        ),
        migrations.AddField(
            model_name="message",
            name="enqueued_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="message",
            name="state",
            field=models.TextField(
                choices=[("QUEUED", "queued"), ("SENT", "sent"), ("DEAD", "dead"), ("DROPPED", "dropped")],
                default=contexts.notifications.contracts.MessageState["QUEUED"],
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", contexts.notifications.contracts.MessageState["QUEUED"])),
                fields=["next_attempt_at"],
                name="message_due",
            ),
        ),
    ]
