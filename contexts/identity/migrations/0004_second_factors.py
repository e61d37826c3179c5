import django.contrib.postgres.fields
import django.db.models.deletion
import riz.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("identity", "0003_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name='Passkey',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('credential_id', models.BinaryField(max_length=1023, unique=True)),
                ('public_key', models.BinaryField(max_length=2048)),
                ('sign_count', models.PositiveBigIntegerField(default=0)),
                ('aaguid', models.UUIDField()),
                ('transports', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None)),
                ('name', models.CharField(max_length=80)),
                ('is_backed_up', models.BooleanField(default=False, verbose_name='backed up')),
                ('created_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passkeys', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='SignInChallenge',
            fields=[
                ('hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('purpose', models.CharField(choices=[('SIGN_IN', 'Sign in'), ('STAFF_SCREENS', 'Staff screens')], max_length=20)),
                ('method', models.CharField(max_length=20)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='TotpDevice',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('secret_sealed', models.TextField(editable=False)),
                ('created_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('last_step', models.PositiveBigIntegerField(default=0)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='totp_devices', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='WebauthnChallenge',
            fields=[
                ('hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('purpose', models.CharField(choices=[('REGISTER', 'Register'), ('SIGN_IN', 'Sign in'), ('SECOND_FACTOR', 'Second factor'), ('STEP_UP', 'Step up')], max_length=20)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('sign_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.signinchallenge')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='passkey',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='identity_passkey_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='recoverycode',
            constraint=models.CheckConstraint(condition=models.Q(('used_at', None), ('used_at__gte', models.F('created_at')), _connector='OR'), name='identity_recovery_code_used_later'),
        ),
        migrations.AddIndex(
            model_name='signinchallenge',
            index=models.Index(fields=['expires_at'], name='identity_challenge_expiry'),
        ),
        migrations.AddConstraint(
            model_name='signinchallenge',
            constraint=models.CheckConstraint(condition=models.Q(('attempts__lte', 5)), name='identity_challenge_attempts'),
        ),
        migrations.AddConstraint(
            model_name='signinchallenge',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='identity_challenge_ends'),
        ),
        migrations.AddConstraint(
            model_name='signinchallenge',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['SIGN_IN', 'STAFF_SCREENS'])), name='identity_challenge_purpose'),
        ),
        migrations.AddConstraint(
            model_name='totpdevice',
            constraint=models.UniqueConstraint(condition=models.Q(('confirmed_at__isnull', False)), fields=('user',), name='identity_one_totp_device'),
        ),
        migrations.AddConstraint(
            model_name='totpdevice',
            constraint=models.UniqueConstraint(condition=models.Q(('confirmed_at', None)), fields=('user',), name='identity_one_totp_enrolment'),
        ),
        migrations.AddConstraint(
            model_name='totpdevice',
            constraint=models.CheckConstraint(condition=models.Q(('secret_sealed', ''), _negated=True), name='identity_totp_has_a_secret'),
        ),
        migrations.AddIndex(
            model_name='webauthnchallenge',
            index=models.Index(fields=['expires_at'], name='identity_webauthn_expiry'),
        ),
        migrations.AddConstraint(
            model_name='webauthnchallenge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('purpose', 'SIGN_IN'), ('user', None)), models.Q(models.Q(('purpose', 'SIGN_IN'), _negated=True), ('purpose__in', ['REGISTER', 'SIGN_IN', 'SECOND_FACTOR', 'STEP_UP']), ('user__isnull', False)), _connector='OR'), name='identity_webauthn_person'),
        ),
        migrations.AddConstraint(
            model_name='webauthnchallenge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('purpose', 'SECOND_FACTOR'), ('sign_in__isnull', False)), models.Q(models.Q(('purpose', 'SECOND_FACTOR'), _negated=True), ('sign_in', None)), _connector='OR'), name='identity_webauthn_sign_in'),
        ),
        migrations.AddConstraint(
            model_name='webauthnchallenge',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='identity_webauthn_ends'),
        ),
    ]
