import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

import riz.ids


class Migration(migrations.Migration):
    dependencies = [("transport", "0001_feeds")]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('city', 'City'), ('airport', 'Airport'), ('station', 'Station'), ('stop', 'Stop'), ('sight', 'Sight')], max_length=8)),
                ('name', models.CharField(max_length=200)),
                ('other_names', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('code', models.CharField(blank=True, max_length=64)),
                ('latitude', models.FloatField()),
                ('longitude', models.FloatField()),
                ('time_zone', models.CharField(max_length=64)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('region', models.CharField(blank=True, max_length=120)),
                ('importance', models.PositiveIntegerField(default=0, help_text='Among places of a kind the greater comes first; of cities the people.')),
                ('radius_m', models.PositiveIntegerField(default=0)),
                ('source', models.CharField(choices=[('geonames', 'GeoNames'), ('airports', 'airportsdata'), ('sights', 'RIZ'), ('feed', 'Feed'), ('staff', 'Staff')], max_length=8)),
                ('source_key', models.CharField(max_length=300)),
                ('feed_version_id', models.UUIDField(blank=True, null=True)),
                ('search_name', models.CharField(editable=False, max_length=200)),
                ('search_text', models.TextField(editable=False)),
                ('search_area', models.TextField(blank=True, editable=False)),
                ('edited_at', models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search_text', 'search_name'], name='place_by_text', opclasses=['gin_trgm_ops', 'gin_trgm_ops']), models.Index(fields=['search_name'], name='place_by_name', opclasses=['varchar_pattern_ops']), models.Index(condition=models.Q(('code', ''), _negated=True), fields=['code'], name='place_by_code'), models.Index(condition=models.Q(('feed_version_id__isnull', False)), fields=['feed_version_id'], name='place_by_version'), django.contrib.postgres.indexes.GistIndex(models.Func(models.F('longitude'), models.F('latitude'), function='point', output_field=models.FloatField()), name='place_by_point')],
                'constraints': [models.UniqueConstraint(fields=('source', 'source_key'), name='place_once_in_its_source'), models.CheckConstraint(condition=models.Q(('latitude__gte', -90), ('latitude__lte', 90)), name='place_latitude_in_range', violation_error_message='A latitude lies from -90 to 90.'), models.CheckConstraint(condition=models.Q(('longitude__gte', -180), ('longitude__lte', 180)), name='place_longitude_in_range', violation_error_message='A longitude lies from -180 to 180.'), models.CheckConstraint(condition=models.Q(('source', 'feed'), ('feed_version_id__isnull', True), _connector='XOR'), name='place_stops_have_their_version')],
            },
        ),
    ]
