from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0009_profiles'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='maillink',
            name='identity_mail_link_kind',
        ),
        migrations.AlterField(
            model_name='maillink',
            name='kind',
            field=models.CharField(choices=[('VERIFY_EMAIL', 'Verify email'), ('FINISH_REGISTRATION', 'Finish registration'), ('ADDRESS_TAKEN', 'Address taken'), ('CHANGE_EMAIL', 'Change email'), ('UNDO_EMAIL_CHANGE', 'Undo email change'), ('RESET_PASSWORD', 'Reset password'), ('INVITATION', 'Invitation'), ('CANCEL_ERASURE', 'Cancel erasure'), ('ACCOUNT_ERASED', 'Account erased'), ('REMOVE_ACCESS', 'Remove access')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='maillink',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['VERIFY_EMAIL', 'FINISH_REGISTRATION', 'ADDRESS_TAKEN', 'CHANGE_EMAIL', 'UNDO_EMAIL_CHANGE', 'RESET_PASSWORD', 'INVITATION', 'CANCEL_ERASURE', 'ACCOUNT_ERASED', 'REMOVE_ACCESS'])), name='identity_mail_link_kind'),
        ),
    ]
