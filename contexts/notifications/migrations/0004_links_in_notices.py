from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0003_ways_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='link_id',
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='message',
            name='kind',
            field=models.TextField(choices=[('BOOKING_CONFIRMED', 'booking confirmed'), ('BOOKING_CANCELLED', 'booking cancelled'), ('BOOKING_FAILED', 'booking failed'), ('VERIFY_EMAIL', 'verify email'), ('FINISH_REGISTRATION', 'finish registration'), ('ADDRESS_TAKEN', 'address taken'), ('CHANGE_EMAIL', 'change email'), ('UNDO_EMAIL_CHANGE', 'undo email change'), ('RESET_PASSWORD', 'reset password'), ('INVITATION', 'invitation'), ('CANCEL_ERASURE', 'cancel erasure'), ('ACCOUNT_ERASED', 'account erased'), ('PASSWORD_CHANGED', 'password changed'), ('SECOND_FACTOR_CHANGED', 'second factor changed'), ('SESSION_REUSED', 'session reused'), ('NEW_PLACE', 'new place'), ('LOGIN_LINKED', 'login linked'), ('APPLICATION_ALLOWED', 'application allowed'), ('KEY_ISSUED', 'key issued'), ('ACCOUNT_RECOVERED', 'account recovered')]),
        ),
    ]
