import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import riz.ids
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        # Typing errors are forgiven by trigrams; prices that never overlap mix equality with ranges in one GiST index.
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.CreateModel(
            name='Experience',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('seller_id', models.UUIDField(db_index=True)),
                ('title', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('ADVENTURE', 'Adventure'), ('CULTURE', 'Culture'), ('NATURE', 'Nature'), ('SPIRITUAL', 'Spiritual')], max_length=16)),
                ('difficulty', models.CharField(choices=[('EASY', 'Easy'), ('MODERATE', 'Moderate'), ('HARD', 'Hard')], max_length=16)),
                ('description', models.TextField(blank=True)),
                ('duration_seconds', models.PositiveIntegerField()),
                ('time_zone', models.CharField(max_length=64)),
                ('adult_price_minor', models.BigIntegerField()),
                ('child_price_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('daily_capacity', models.PositiveIntegerField()),
                ('min_age', models.PositiveSmallIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Amenity',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('category', models.CharField(choices=[('TRANSPORT', 'Transport'), ('STAY', 'Stay'), ('MEALS', 'Meals'), ('SAFETY', 'Safety'), ('GUIDE', 'Guide')], max_length=16)),
                ('icon_url', models.URLField(blank=True, max_length=500)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'amenities',
                'indexes': [models.Index(fields=['category', 'name'], name='amenity_by_category')],
                'constraints': [models.CheckConstraint(condition=models.Q(('category__in', ['TRANSPORT', 'STAY', 'MEALS', 'SAFETY', 'GUIDE'])), name='amenity_category_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Destination',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('district', models.CharField(blank=True, max_length=120)),
                ('region', models.CharField(blank=True, max_length=120)),
                ('summary', models.CharField(blank=True, max_length=300)),
                ('description', models.TextField(blank=True)),
                ('lat', models.FloatField(verbose_name='latitude')),
                ('lon', models.FloatField(verbose_name='longitude')),
                ('time_zone', models.CharField(max_length=64)),
                ('best_time_to_visit', models.TextField(blank=True)),
                ('how_to_reach', models.TextField(blank=True)),
                ('cover_image_url', models.URLField(blank=True, max_length=500)),
                ('is_featured', models.BooleanField(default=False)),
                ('is_active', models.BooleanField(default=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['district', 'name'], name='destination_by_district'), models.Index(fields=['name', 'id'], name='destination_by_name'), django.contrib.postgres.indexes.GistIndex(models.Func(models.F('lon'), models.F('lat'), function='point'), name='destination_by_point'), django.contrib.postgres.indexes.GinIndex(fields=['name', 'summary', 'description'], name='destination_by_text', opclasses=['gin_trgm_ops', 'gin_trgm_ops', 'gin_trgm_ops'])],
                'constraints': [models.CheckConstraint(condition=models.Q(('lat__gte', -90), ('lat__lte', 90)), name='destination_lat_in_range'), models.CheckConstraint(condition=models.Q(('lon__gte', -180), ('lon__lte', 180)), name='destination_lon_in_range')],
            },
        ),
        migrations.CreateModel(
            name='ExperienceStop',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(default=1)),
                ('destination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.destination')),
                ('experience', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stops', to='catalog.experience')),
            ],
            options={
                'verbose_name': 'destination of an experience',
                'verbose_name_plural': 'destinations of experiences',
            },
        ),
        migrations.AddField(
            model_name='experience',
            name='destinations',
            field=models.ManyToManyField(related_name='+', through='catalog.ExperienceStop', to='catalog.destination'),
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('weekday', models.PositiveSmallIntegerField(choices=[(1, 'Monday'), (2, 'Tuesday'), (3, 'Wednesday'), (4, 'Thursday'), (5, 'Friday'), (6, 'Saturday'), (7, 'Sunday')])),
                ('opens_at', models.TimeField()),
                ('closes_at', models.TimeField()),
                ('experience', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opening_hours', to='catalog.experience')),
            ],
            options={
                'verbose_name_plural': 'opening hours',
            },
        ),
        migrations.CreateModel(
            name='Package',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('seller_id', models.UUIDField(db_index=True)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('BUDGET', 'Budget'), ('LUXURY', 'Luxury'), ('FAMILY', 'Family'), ('ADVENTURE', 'Adventure')], max_length=16)),
                ('description', models.TextField(blank=True)),
                ('duration_days', models.PositiveSmallIntegerField()),
                ('inclusions', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None)),
                ('exclusions', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None)),
                ('departure_capacity', models.PositiveIntegerField()),
                ('departure_weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None)),
                ('time_zone', models.CharField(max_length=64)),
                ('is_active', models.BooleanField(default=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('amenities', models.ManyToManyField(blank=True, related_name='+', to='catalog.amenity')),
            ],
        ),
        migrations.CreateModel(
            name='PackageActivity',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('experience', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.experience')),
            ],
            options={
                'verbose_name_plural': 'package activities',
            },
        ),
        migrations.CreateModel(
            name='PackageDay',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('day', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField(blank=True)),
                ('experiences', models.ManyToManyField(blank=True, related_name='+', through='catalog.PackageActivity', to='catalog.experience')),
                ('package', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='catalog.package')),
            ],
        ),
        migrations.AddField(
            model_name='packageactivity',
            name='day',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='activities', to='catalog.packageday'),
        ),
        migrations.CreateModel(
            name='PackagePrice',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('traveller_kind', models.CharField(choices=[('ADULT', 'Adult'), ('CHILD', 'Child'), ('INFANT', 'Infant')], max_length=16)),
                ('price_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('min_party', models.PositiveSmallIntegerField(default=1)),
                ('max_party', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('package', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prices', to='catalog.package')),
            ],
        ),
        migrations.CreateModel(
            name='PackageStop',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stops', to='catalog.packageday')),
                ('destination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.destination')),
            ],
        ),
        migrations.AddField(
            model_name='packageday',
            name='destinations',
            field=models.ManyToManyField(blank=True, related_name='+', through='catalog.PackageStop', to='catalog.destination'),
        ),
        migrations.CreateModel(
            name='Accommodation',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=120, unique=True)),
                ('seller_id', models.UUIDField(db_index=True)),
                ('name', models.CharField(max_length=200)),
                ('kind', models.CharField(choices=[('ROOM', 'Room'), ('TENT', 'Tent'), ('COTTAGE', 'Cottage'), ('DORMITORY', 'Dormitory')], max_length=16)),
                ('description', models.TextField(blank=True)),
                ('base_price_minor', models.BigIntegerField()),
                ('base_occupancy', models.PositiveSmallIntegerField(default=2)),
                ('extra_guest_price_minor', models.BigIntegerField(default=0)),
                ('currency', models.CharField(max_length=3)),
                ('max_occupancy', models.PositiveSmallIntegerField(default=3)),
                ('units', models.PositiveIntegerField(default=1)),
                ('check_in_time', models.TimeField()),
                ('check_out_time', models.TimeField()),
                ('is_active', models.BooleanField(default=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('amenities', models.ManyToManyField(blank=True, related_name='+', to='catalog.amenity')),
                ('destination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accommodations', to='catalog.destination')),
            ],
            options={
                'indexes': [models.Index(fields=['name', 'id'], name='accommodation_by_name'), models.Index(fields=['destination', 'name', 'id'], name='accommodation_by_destination'), models.Index(fields=['currency', 'base_price_minor', 'id'], name='accommodation_by_price'), django.contrib.postgres.indexes.GinIndex(fields=['name', 'description'], name='accommodation_by_text', opclasses=['gin_trgm_ops', 'gin_trgm_ops'])],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['ROOM', 'TENT', 'COTTAGE', 'DORMITORY'])), name='accommodation_kind_is_known'), models.CheckConstraint(condition=models.Q(('base_price_minor__gte', 0), ('extra_guest_price_minor__gte', 0)), name='accommodation_prices_not_negative'), models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='accommodation_currency_is_a_code'), models.CheckConstraint(condition=models.Q(('base_occupancy__gte', 1), ('max_occupancy__gte', models.F('base_occupancy'))), name='accommodation_occupancy_in_order'), models.CheckConstraint(condition=models.Q(('units__gte', 1)), name='accommodation_has_a_unit')],
            },
        ),
        migrations.CreateModel(
            name='DestinationImage',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('url', models.URLField(max_length=500)),
                ('caption', models.CharField(blank=True, max_length=300)),
                ('position', models.PositiveSmallIntegerField(default=1)),
                ('destination', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='images', to='catalog.destination')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('destination', 'position'), name='one_destination_image_per_position')],
            },
        ),
        migrations.AddConstraint(
            model_name='experiencestop',
            constraint=models.UniqueConstraint(fields=('experience', 'destination'), name='one_stop_per_destination'),
        ),
        migrations.AddIndex(
            model_name='experience',
            index=models.Index(fields=['title', 'id'], name='experience_by_title'),
        ),
        migrations.AddIndex(
            model_name='experience',
            index=django.contrib.postgres.indexes.GinIndex(fields=['title', 'description'], name='experience_by_text', opclasses=['gin_trgm_ops', 'gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='experience',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['ADVENTURE', 'CULTURE', 'NATURE', 'SPIRITUAL'])), name='experience_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='experience',
            constraint=models.CheckConstraint(condition=models.Q(('difficulty__in', ['EASY', 'MODERATE', 'HARD'])), name='experience_difficulty_is_known'),
        ),
        migrations.AddConstraint(
            model_name='experience',
            constraint=models.CheckConstraint(condition=models.Q(('adult_price_minor__gte', 0), ('child_price_minor__gte', 0)), name='experience_prices_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='experience',
            constraint=models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='experience_currency_is_a_code'),
        ),
        migrations.AddConstraint(
            model_name='experience',
            constraint=models.CheckConstraint(condition=models.Q(('daily_capacity__gte', 1), ('duration_seconds__gte', 1)), name='experience_takes_time_and_people'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__gte', 1), ('weekday__lte', 7)), name='opening_weekday_is_iso'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='opens_before_it_closes'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.UniqueConstraint(fields=('experience', 'weekday', 'opens_at'), name='one_opening_per_time'),
        ),
        migrations.AddIndex(
            model_name='package',
            index=models.Index(fields=['name', 'id'], name='package_by_name'),
        ),
        migrations.AddIndex(
            model_name='package',
            index=django.contrib.postgres.indexes.GinIndex(fields=['name', 'description'], name='package_by_text', opclasses=['gin_trgm_ops', 'gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='package',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['BUDGET', 'LUXURY', 'FAMILY', 'ADVENTURE'])), name='package_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='package',
            constraint=models.CheckConstraint(condition=models.Q(('departure_capacity__gte', 1), ('duration_days__gte', 1)), name='package_takes_days_and_people'),
        ),
        migrations.AddConstraint(
            model_name='package',
            constraint=models.CheckConstraint(condition=models.Q(('departure_weekdays__contained_by', [1, 2, 3, 4, 5, 6, 7]), ('departure_weekdays__len__gte', 1)), name='package_departure_weekdays_are_iso'),
        ),
        migrations.AddConstraint(
            model_name='packageactivity',
            constraint=models.UniqueConstraint(fields=('day', 'position'), name='one_activity_per_position'),
        ),
        migrations.AddConstraint(
            model_name='packageprice',
            constraint=models.CheckConstraint(condition=models.Q(('traveller_kind__in', ['ADULT', 'CHILD', 'INFANT'])), name='package_price_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='packageprice',
            constraint=models.CheckConstraint(condition=models.Q(('price_minor__gte', 0)), name='package_price_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='packageprice',
            constraint=models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='package_price_currency_is_a_code'),
        ),
        migrations.AddConstraint(
            model_name='packageprice',
            constraint=models.CheckConstraint(condition=models.Q(('min_party__gte', 1), models.Q(('max_party__isnull', True), ('max_party__gte', models.F('min_party')), _connector='OR')), name='package_price_party_in_order'),
        ),
        migrations.AddConstraint(
            model_name='packageprice',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='package_price_period_in_order'),
        ),
        migrations.AddConstraint(
            model_name='packageprice',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('package', '='), ('traveller_kind', '='), (models.Func(models.F('min_party'), models.F('max_party'), models.Value('[]'), function='int4range', output_field=django.contrib.postgres.fields.ranges.IntegerRangeField()), '&&'), (models.Func(models.F('valid_from'), models.F('valid_to'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='package_prices_never_overlap'),
        ),
        migrations.AddConstraint(
            model_name='packagestop',
            constraint=models.UniqueConstraint(fields=('day', 'position'), name='one_stop_per_position'),
        ),
        migrations.AddConstraint(
            model_name='packageday',
            constraint=models.CheckConstraint(condition=models.Q(('day__gte', 1)), name='package_days_count_from_one'),
        ),
        migrations.AddConstraint(
            model_name='packageday',
            constraint=models.UniqueConstraint(fields=('package', 'day'), name='one_package_day_per_number'),
        ),
    ]
