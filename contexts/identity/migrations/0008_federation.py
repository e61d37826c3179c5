import contexts.identity.parts.federation.models
import django.db.models.deletion
import oauth2_provider.generators
import oauth2_provider.models
import riz.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("identity", "0007_partners"),
    ]
    # The library's own tables point at the application's.
    run_before = [
        ("oauth2_provider", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name='Application',
            fields=[
                ('client_id', models.CharField(db_index=True, default=oauth2_provider.generators.generate_client_id, max_length=255, unique=True, verbose_name='client ID')),
                ('redirect_uris', models.TextField(blank=True, help_text='Allowed URIs list, space separated', verbose_name='redirect URIs')),
                ('client_type', models.CharField(choices=[('confidential', 'Confidential'), ('public', 'Public')], max_length=32, verbose_name='client type')),
                ('client_secret', oauth2_provider.models.ClientSecretField(blank=True, db_index=True, default=oauth2_provider.generators.generate_client_secret, help_text='Client secret for authentication', max_length=255, verbose_name='client secret')),
                ('registration_source', models.CharField(choices=[('manual', 'Manual'), ('dcr', 'Dynamic Client Registration'), ('cimd', 'Client ID Metadata Document')], default='manual', help_text='How this application was registered (manual, DCR per RFC 7591, or CIMD)', max_length=32, verbose_name='registration source')),
                ('cimd_expires_at', models.DateTimeField(blank=True, default=None, help_text='When the cached Client ID Metadata Document should be re-fetched', null=True, verbose_name='CIMD expires at')),
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('homepage', models.URLField(blank=True)),
                ('scopes', models.TextField()),
                ('created_at', models.DateTimeField()),
                ('disabled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('client_type__in', ['confidential', 'public'])), name='identity_application_type_known')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('scopes', models.TextField()),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AuthorizationCode',
            fields=[
                ('expires', models.DateTimeField(verbose_name='expires')),
                ('redirect_uri', models.TextField(verbose_name='redirect URI')),
                ('scope', models.TextField(blank=True, verbose_name='scope')),
                ('code_challenge', models.CharField(blank=True, default='', max_length=128, verbose_name='code challenge')),
                ('code_challenge_method', models.CharField(blank=True, choices=[('plain', 'plain'), ('S256', 'S256')], default='', max_length=10, verbose_name='code challenge method')),
                ('nonce', models.CharField(blank=True, default='', max_length=255, verbose_name='nonce')),
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', contexts.identity.parts.federation.models.SecretHashField(max_length=64, unique=True)),
                ('authenticated_at', models.DateTimeField()),
                ('methods', models.CharField(max_length=100)),
                ('issued_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.consent')),
            ],
        ),
        migrations.CreateModel(
            name='LinkedLogin',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('provider', models.CharField(max_length=40)),
                ('subject', models.CharField(max_length=255)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('created_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ProgramRefreshToken',
            fields=[
                ('revoked', models.DateTimeField(null=True, verbose_name='revoked')),
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('token_checksum', models.CharField(max_length=64, unique=True)),
                ('token_family', models.UUIDField(db_index=True, editable=False)),
                ('scope', models.TextField()),
                ('authorised_at', models.DateTimeField()),
                ('issued_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL)),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.consent')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ProgramToken',
            fields=[
                ('expires', models.DateTimeField(verbose_name='expires')),
                ('scope', models.TextField(blank=True, verbose_name='scope')),
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('token_checksum', models.CharField(max_length=64, unique=True)),
                ('family', models.UUIDField(blank=True, db_index=True, editable=False, null=True)),
                ('partner_client_id', models.CharField(blank=True, max_length=200)),
                ('authorised_at', models.DateTimeField()),
                ('issued_at', models.DateTimeField()),
                ('application', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL)),
                ('consent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.consent')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ProviderVisit',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('provider', models.CharField(max_length=40)),
                ('state', contexts.identity.parts.federation.models.SecretHashField(max_length=64, unique=True)),
                ('secret', contexts.identity.parts.federation.models.SecretHashField(max_length=64)),
                ('started_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(fields=('user', 'application'), name='identity_consent_given_once'),
        ),
        migrations.AddIndex(
            model_name='authorizationcode',
            index=models.Index(fields=['expires'], name='identity_code_expiry'),
        ),
        migrations.AddConstraint(
            model_name='authorizationcode',
            constraint=models.CheckConstraint(condition=models.Q(('code_challenge_method', 'S256'), models.Q(('code_challenge', ''), _negated=True)), name='identity_code_has_s256_challenge'),
        ),
        migrations.AddIndex(
            model_name='linkedlogin',
            index=models.Index(fields=['user'], name='identity_login_of_user'),
        ),
        migrations.AddConstraint(
            model_name='linkedlogin',
            constraint=models.UniqueConstraint(fields=('provider', 'subject'), name='identity_login_linked_once'),
        ),
        migrations.AddConstraint(
            model_name='linkedlogin',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('provider', ''), _negated=True), models.Q(('subject', ''), _negated=True)), name='identity_login_names_somebody'),
        ),
        migrations.AddIndex(
            model_name='programrefreshtoken',
            index=models.Index(fields=['expires_at'], name='identity_program_refresh_exp'),
        ),
        migrations.AddIndex(
            model_name='programtoken',
            index=models.Index(fields=['expires'], name='identity_token_expiry'),
        ),
        migrations.AddConstraint(
            model_name='programtoken',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('application__isnull', False), ('consent__isnull', False), ('family__isnull', False), ('partner_client_id', ''), ('user__isnull', False)), models.Q(('application__isnull', True), ('consent__isnull', True), ('family__isnull', True), ('user__isnull', True), models.Q(('partner_client_id', ''), _negated=True)), _connector='OR'), name='identity_token_of_person_or_partner'),
        ),
        migrations.AddIndex(
            model_name='providervisit',
            index=models.Index(fields=['expires_at'], name='identity_visit_expiry'),
        ),
    ]
