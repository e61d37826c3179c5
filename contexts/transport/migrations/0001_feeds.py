import django.core.validators
import django.db.models.deletion
import riz.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='FeedChange',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('feed_id', models.UUIDField(db_index=True)),
                ('slug', models.CharField(max_length=60)),
                ('action', models.CharField(max_length=20)),
                ('actor_id', models.UUIDField(blank=True, null=True)),
                ('version_id', models.UUIDField(blank=True, null=True)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('slug', models.CharField(help_text='what commands and folders know it by', max_length=60, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:[_-][a-z0-9]+)*$', 'Small letters and digits, with - or _ between them.')])),
                ('name', models.CharField(max_length=200)),
                ('source', models.CharField(blank=True, help_text='where it was got from: an address or a path', max_length=1000)),
                ('licence', models.CharField(blank=True, max_length=200)),
                ('attribution', models.CharField(blank=True, help_text='what the publisher wants to be said beside answers', max_length=400)),
                ('is_enabled', models.BooleanField(default=True)),
                ('is_long_distance', models.BooleanField(default=False, help_text='flights, long-distance trains and coaches: searched whatever the ends are')),
                ('priority', models.SmallIntegerField(default=0, help_text='where feeds say the same, the greater counts')),
                ('created_at', models.DateTimeField(editable=False)),
                ('removed_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('slug',), name='feed_slug_once'), models.CheckConstraint(condition=models.Q(('removed_at', None), ('is_enabled', False), _connector='OR'), name='feed_removed_is_disabled')],
            },
        ),
        migrations.CreateModel(
            name='FeedVersion',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('importing', 'Importing'), ('ready', 'Ready'), ('failed', 'Failed'), ('retired', 'Retired')], default='importing', max_length=9)),
                ('is_active', models.BooleanField(default=False)),
                ('activate', models.BooleanField(default=True, help_text='searched as soon as it is imported')),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('format', models.PositiveSmallIntegerField(default=0)),
                ('folder', models.CharField(blank=True, help_text='below RIZ_TRANSPORT_FOLDER; empty once deleted', max_length=80)),
                ('upload', models.CharField(blank=True, help_text='an uploaded file to import', max_length=80)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('step', models.CharField(blank=True, max_length=60)),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('failure', models.CharField(blank=True, max_length=500)),
                ('report', models.JSONField(blank=True, default=dict)),
                ('stops', models.PositiveIntegerField(default=0)),
                ('routes', models.PositiveIntegerField(default=0)),
                ('patterns', models.PositiveIntegerField(default=0)),
                ('trips', models.PositiveIntegerField(default=0)),
                ('events', models.PositiveBigIntegerField(default=0)),
                ('size_bytes', models.PositiveBigIntegerField(default=0)),
                ('zone', models.CharField(blank=True, max_length=64)),
                ('first_date', models.DateField(blank=True, null=True)),
                ('last_date', models.DateField(blank=True, null=True)),
                ('seconds', models.FloatField(default=0)),
                ('started_at', models.DateTimeField()),
                ('imported_at', models.DateTimeField(blank=True, null=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('feed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='transport.feed')),
            ],
        ),
        migrations.CreateModel(
            name='FeedNotice',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=100)),
                ('severity', models.CharField(max_length=7)),
                ('file', models.CharField(blank=True, max_length=100)),
                ('row', models.PositiveBigIntegerField(default=0, help_text='counted with the header; 0 is the whole file')),
                ('field', models.CharField(blank=True, max_length=100)),
                ('value', models.CharField(blank=True, max_length=200)),
                ('message', models.CharField(blank=True, max_length=500)),
                ('count', models.PositiveBigIntegerField(default=1)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='transport.feedversion')),
            ],
        ),
        migrations.AddIndex(
            model_name='feedversion',
            index=models.Index(condition=models.Q(('state', 'importing')), fields=['state'], name='feed_version_importing'),
        ),
        migrations.AddConstraint(
            model_name='feedversion',
            constraint=models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('feed',), name='feed_one_active_version'),
        ),
        migrations.AddConstraint(
            model_name='feedversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['ready', 'retired']), models.Q(('folder', ''), _negated=True)), fields=('feed', 'sha256', 'format'), name='feed_version_stored_once'),
        ),
        migrations.AddConstraint(
            model_name='feedversion',
            constraint=models.CheckConstraint(condition=models.Q(('is_active', False), models.Q(('state', 'ready'), models.Q(('folder', ''), _negated=True)), _connector='OR'), name='feed_version_active_is_ready'),
        ),
        migrations.AddConstraint(
            model_name='feedversion',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'retired'), ('retired_at', None), _connector='XOR'), name='feed_version_retired_has_its_time'),
        ),
        migrations.AddConstraint(
            model_name='feedversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('first_date', None), ('last_date', None)), ('first_date__lte', models.F('last_date')), _connector='OR'), name='feed_version_dates_in_order'),
        ),
        migrations.AddConstraint(
            model_name='feedversion',
            constraint=models.CheckConstraint(condition=models.Q(('percent__gte', 0), ('percent__lte', 100)), name='feed_version_percent'),
        ),
        migrations.AddConstraint(
            model_name='feednotice',
            constraint=models.CheckConstraint(condition=models.Q(('severity__in', ['ERROR', 'WARNING', 'INFO'])), name='feed_notice_severity'),
        ),
    ]
