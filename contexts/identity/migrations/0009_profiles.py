import contexts.identity.parts.profiles.models
import django.contrib.postgres.fields
import django.db.models.deletion
import riz.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0008_federation'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=40)),
                ('row_id', models.CharField(max_length=80)),
                ('fingerprint', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('table', 'row_id'), name='one_mark_per_imported_row')],
            },
        ),
        migrations.CreateModel(
            name='Profile',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('bio', models.TextField(blank=True)),
                ('home_place', models.CharField(blank=True, max_length=120)),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=35), blank=True, default=list, size=None)),
                ('emergency_contact_sealed', models.TextField(blank=True, editable=False)),
                ('version', models.PositiveIntegerField(default=0)),
                ('updated_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='user',
            name='avatar_url',
            field=models.URLField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name='user',
            name='erased_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='facts_version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.CreateModel(
            name='Preferences',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('budget_level', models.TextField(choices=[('ECONOMY', 'Economy'), ('STANDARD', 'Standard'), ('PREMIUM', 'Premium'), ('LUXURY', 'Luxury')], default='STANDARD')),
                ('travel_styles', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(choices=[('ADVENTURE', 'Adventure'), ('CULTURE', 'Culture'), ('NATURE', 'Nature'), ('SPIRITUAL', 'Spiritual'), ('FOOD', 'Food'), ('FAMILY', 'Family'), ('RELAXATION', 'Relaxation'), ('WILDLIFE', 'Wildlife'), ('HISTORY', 'History'), ('PHOTOGRAPHY', 'Photography')]), blank=True, default=list, size=None)),
                ('dietary_needs', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(choices=[('VEGETARIAN', 'Vegetarian'), ('VEGAN', 'Vegan'), ('JAIN', 'Jain'), ('EGGLESS', 'Eggless'), ('HALAL', 'Halal'), ('KOSHER', 'Kosher'), ('NO_GLUTEN', 'No gluten'), ('NO_LACTOSE', 'No lactose'), ('NO_NUTS', 'No nuts'), ('NO_SEAFOOD', 'No seafood'), ('DIABETIC', 'Diabetic')]), blank=True, default=list, size=None)),
                ('accessibility_needs', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(choices=[('WHEELCHAIR', 'Wheelchair'), ('STEP_FREE', 'Step free'), ('GROUND_FLOOR', 'Ground floor'), ('SHORT_WALKS', 'Short walks'), ('HEARING', 'Hearing'), ('VISION', 'Vision'), ('ASSISTANCE_ANIMAL', 'Assistance animal'), ('COMPANION', 'Companion'), ('QUIET', 'Quiet')]), blank=True, default=list, size=None)),
                ('notification_channels', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(choices=[('EMAIL', 'Email'), ('SMS', 'Sms'), ('PUSH', 'Push'), ('IN_APP', 'In app')]), blank=True, default=contexts.identity.parts.profiles.models.default_channels, size=None)),
                ('notification_kinds', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(choices=[('BOOKING_REMINDERS', 'Booking reminders'), ('TRIP_CHANGES', 'Trip changes'), ('COMMENTS', 'Comments'), ('PRICE_ALERTS', 'Price alerts'), ('OFFERS', 'Offers'), ('NEWS', 'News')]), blank=True, default=contexts.identity.parts.profiles.models.default_kinds, size=None)),
                ('shown', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(choices=[('FULL_NAME', 'Full name'), ('AVATAR', 'Avatar'), ('BIO', 'Bio'), ('HOME_PLACE', 'Home place'), ('LANGUAGES', 'Languages'), ('TRAVEL_STYLES', 'Travel styles')]), blank=True, default=list, size=None)),
                ('version', models.PositiveIntegerField(default=0)),
                ('updated_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'preferences',
                'constraints': [models.CheckConstraint(condition=models.Q(('budget_level__in', ['ECONOMY', 'STANDARD', 'PREMIUM', 'LUXURY'])), name='preferences_budget_level_known'), models.CheckConstraint(condition=models.Q(('travel_styles__contained_by', ['ADVENTURE', 'CULTURE', 'NATURE', 'SPIRITUAL', 'FOOD', 'FAMILY', 'RELAXATION', 'WILDLIFE', 'HISTORY', 'PHOTOGRAPHY'])), name='preferences_travel_styles_known'), models.CheckConstraint(condition=models.Q(('dietary_needs__contained_by', ['VEGETARIAN', 'VEGAN', 'JAIN', 'EGGLESS', 'HALAL', 'KOSHER', 'NO_GLUTEN', 'NO_LACTOSE', 'NO_NUTS', 'NO_SEAFOOD', 'DIABETIC'])), name='preferences_dietary_needs_known'), models.CheckConstraint(condition=models.Q(('accessibility_needs__contained_by', ['WHEELCHAIR', 'STEP_FREE', 'GROUND_FLOOR', 'SHORT_WALKS', 'HEARING', 'VISION', 'ASSISTANCE_ANIMAL', 'COMPANION', 'QUIET'])), name='preferences_accessibility_needs_known'), models.CheckConstraint(condition=models.Q(('notification_channels__contained_by', ['EMAIL', 'SMS', 'PUSH', 'IN_APP'])), name='preferences_notification_channels_known'), models.CheckConstraint(condition=models.Q(('notification_kinds__contained_by', ['BOOKING_REMINDERS', 'TRIP_CHANGES', 'COMMENTS', 'PRICE_ALERTS', 'OFFERS', 'NEWS'])), name='preferences_notification_kinds_known'), models.CheckConstraint(condition=models.Q(('shown__contained_by', ['FULL_NAME', 'AVATAR', 'BIO', 'HOME_PLACE', 'LANGUAGES', 'TRAVEL_STYLES'])), name='preferences_shown_known')],
            },
        ),
        migrations.CreateModel(
            name='DataExport',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.TextField(choices=[('PENDING', 'Pending'), ('READY', 'Ready'), ('FAILED', 'Failed')], default='PENDING')),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField()),
                ('requested_at', models.DateTimeField()),
                ('ready_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('content_sealed', models.TextField(blank=True, editable=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'PENDING')), fields=['next_attempt_at'], name='export_due'), models.Index(fields=['user', '-id'], name='export_by_user')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'PENDING')), fields=('user',), name='one_pending_export_per_user'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'READY'), _negated=True), models.Q(('expires_at__isnull', False), ('ready_at__isnull', False)), _connector='OR'), name='ready_export_runs_out')],
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.TextField(choices=[('DUE', 'Due'), ('CANCELLED', 'Cancelled'), ('DONE', 'Done')], default='DUE')),
                ('requested_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('person_sealed', models.TextField(blank=True, editable=False)),
                ('refused_because', models.TextField(blank=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'DUE')), fields=['due_at'], name='erasure_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'DUE')), fields=('user',), name='one_due_erasure_per_user'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'DUE')), models.Q(models.Q(('state', 'DUE'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='erasure_ends_once')],
            },
        ),
    ]
