import contexts.transport.models.tariffs
import django.core.validators
import riz.ids
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('transport', '0002_places'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tariff',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(help_text='what the files know it by', max_length=80, unique=True)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, help_text='the first day after it', null=True)),
                ('source', models.CharField(help_text='who published it, where', max_length=400)),
                ('source_date', models.DateField(help_text='when it was published')),
                ('licence', models.CharField(help_text='on what terms the source may be used', max_length=200)),
                ('is_estimated', models.BooleanField(default=False, help_text='worked out by us')),
                ('note', models.TextField(blank=True, help_text='how an estimate was made; what to know of it')),
                ('edited_at', models.DateTimeField(blank=True, editable=False, help_text='changed here: the files no longer touch it', null=True)),
                ('mode', models.CharField(choices=[('walk', 'Walk'), ('bicycle', 'Bicycle'), ('car', 'Car'), ('taxi', 'Taxi'), ('bus', 'Bus'), ('coach', 'Coach'), ('tram', 'Tram'), ('metro', 'Metro'), ('suburban_train', 'Suburban train'), ('train', 'Train'), ('ferry', 'Ferry'), ('cable', 'Cable'), ('flight', 'Flight')], max_length=16)),
                ('country', models.CharField(blank=True, help_text='ISO 3166-1 alpha-2; empty for anywhere', max_length=2)),
                ('agency', models.CharField(blank=True, help_text='of an agency, a feed or a city: *metro*', max_length=120)),
                ('route', models.CharField(blank=True, help_text='of a route: 5*', max_length=120)),
                ('travel_class', models.CharField(blank=True, max_length=40)),
                ('is_default_class', models.BooleanField(default=True, help_text='the class that searches count')),
                ('currency', models.CharField(help_text='ISO 4217', max_length=3)),
                ('base_minor', models.PositiveIntegerField(default=0, help_text='on boarding, in minor units')),
                ('bands', models.CharField(blank=True, help_text='A rate for each kilometre up to a distance, the last for any: 200=44.5 500=30 *=22', max_length=400, validators=[contexts.transport.models.tariffs.validate_bands])),
                ('minute_thousandths', models.PositiveIntegerField(default=0, help_text='thousandths of a minor unit for each minute')),
                ('minimum_minor', models.PositiveIntegerField(default=0)),
                ('maximum_minor', models.PositiveIntegerField(blank=True, null=True)),
                ('rounding_minor', models.PositiveIntegerField(default=1, help_text='rounded up to whole ones', validators=[django.core.validators.MinValueValidator(1)])),
                ('product', models.CharField(blank=True, help_text='the ticket, where one covers further boardings', max_length=80)),
                ('transfers', models.IntegerField(default=0, help_text='so many; -1 for any number', validators=[django.core.validators.MinValueValidator(-1)])),
                ('transfer_s', models.PositiveIntegerField(default=0, help_text='seconds; 0 without limit')),
            ],
            options={
                'ordering': ['code'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('transfers__gte', -1)), name='transport_tariff_transfers'), models.CheckConstraint(condition=models.Q(('rounding_minor__gte', 1)), name='transport_tariff_rounding')],
            },
        ),
        migrations.CreateModel(
            name='EmissionFactor',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(help_text='what the files know it by', max_length=80, unique=True)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, help_text='the first day after it', null=True)),
                ('source', models.CharField(help_text='who published it, where', max_length=400)),
                ('source_date', models.DateField(help_text='when it was published')),
                ('licence', models.CharField(help_text='on what terms the source may be used', max_length=200)),
                ('is_estimated', models.BooleanField(default=False, help_text='worked out by us')),
                ('note', models.TextField(blank=True, help_text='how an estimate was made; what to know of it')),
                ('edited_at', models.DateTimeField(blank=True, editable=False, help_text='changed here: the files no longer touch it', null=True)),
                ('mode', models.CharField(choices=[('walk', 'Walk'), ('bicycle', 'Bicycle'), ('car', 'Car'), ('taxi', 'Taxi'), ('bus', 'Bus'), ('coach', 'Coach'), ('tram', 'Tram'), ('metro', 'Metro'), ('suburban_train', 'Suburban train'), ('train', 'Train'), ('ferry', 'Ferry'), ('cable', 'Cable'), ('flight', 'Flight')], max_length=16)),
                ('country', models.CharField(blank=True, help_text='ISO 3166-1 alpha-2; empty for anywhere', max_length=2)),
                ('bands', models.CharField(blank=True, help_text='Grams of CO2 equivalent. A rate for each kilometre up to a distance, the last for any: 200=44.5 500=30 *=22', max_length=400, validators=[contexts.transport.models.tariffs.validate_bands])),
                ('start_g', models.PositiveIntegerField(default=0, help_text='grams for each take-off')),
                ('occupancy_thousandths', models.PositiveIntegerField(default=0, help_text="of persons in a vehicle; 0 where the grams are a passenger's")),
            ],
            options={
                'ordering': ['code'],
                'abstract': False,
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='ComfortWeight',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(help_text='what the files know it by', max_length=80, unique=True)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, help_text='the first day after it', null=True)),
                ('source', models.CharField(help_text='who published it, where', max_length=400)),
                ('source_date', models.DateField(help_text='when it was published')),
                ('licence', models.CharField(help_text='on what terms the source may be used', max_length=200)),
                ('is_estimated', models.BooleanField(default=False, help_text='worked out by us')),
                ('note', models.TextField(blank=True, help_text='how an estimate was made; what to know of it')),
                ('edited_at', models.DateTimeField(blank=True, editable=False, help_text='changed here: the files no longer touch it', null=True)),
                ('mode', models.CharField(choices=[('walk', 'Walk'), ('bicycle', 'Bicycle'), ('car', 'Car'), ('taxi', 'Taxi'), ('bus', 'Bus'), ('coach', 'Coach'), ('tram', 'Tram'), ('metro', 'Metro'), ('suburban_train', 'Suburban train'), ('train', 'Train'), ('ferry', 'Ferry'), ('cable', 'Cable'), ('flight', 'Flight')], max_length=16)),
                ('travel_class', models.CharField(blank=True, max_length=40)),
                ('weight_thousandths', models.PositiveIntegerField(help_text='1000 is a decent seat in a train')),
                ('boarding_s', models.PositiveIntegerField(default=0, help_text='what boarding feels like')),
            ],
            options={
                'ordering': ['code'],
                'abstract': False,
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='ExchangeRate',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(help_text='what the files know it by', max_length=80, unique=True)),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, help_text='the first day after it', null=True)),
                ('source', models.CharField(help_text='who published it, where', max_length=400)),
                ('source_date', models.DateField(help_text='when it was published')),
                ('licence', models.CharField(help_text='on what terms the source may be used', max_length=200)),
                ('is_estimated', models.BooleanField(default=False, help_text='worked out by us')),
                ('note', models.TextField(blank=True, help_text='how an estimate was made; what to know of it')),
                ('edited_at', models.DateTimeField(blank=True, editable=False, help_text='changed here: the files no longer touch it', null=True)),
                ('base', models.CharField(help_text='ISO 4217', max_length=3)),
                ('quote', models.CharField(help_text='ISO 4217', max_length=3)),
                ('rate', models.DecimalField(decimal_places=10, help_text='how many quote for one base, in major units', max_digits=20, validators=[django.core.validators.MinValueValidator(Decimal('1E-10'))])),
            ],
            options={
                'ordering': ['code'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('rate__gt', 0)), name='transport_rate_positive')],
            },
        ),
    ]
