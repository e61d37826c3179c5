import riz.columns
from django.db import migrations
from django.db.models import Q
from riz.mending import AlterToValue, CURRENCY, LINE, NAME, TIME_ZONE, mend


class Migration(migrations.Migration):

    dependencies = [
        ('transport', '0004_realtime'),
    ]

    operations = [
        mend("transport", "ComfortWeight", source=NAME, licence=NAME, travel_class=LINE),
        mend("transport", "EmissionFactor", source=NAME, licence=NAME),
        mend("transport", "ExchangeRate", source=NAME, licence=NAME, base=CURRENCY, quote=CURRENCY),
        mend("transport", "Tariff", source=NAME, licence=NAME, currency=CURRENCY, agency=LINE, route=LINE, travel_class=LINE, product=LINE),
        mend("transport", "Feed", name=NAME, licence=LINE, attribution=LINE),
        mend("transport", "FeedVersion", zone=TIME_ZONE._replace(is_bad=lambda column: ~Q(**{column: ""}) & TIME_ZONE.is_bad(column))),
        mend("transport", "Place", name=NAME, region=LINE, time_zone=TIME_ZONE),
        AlterToValue(
            model_name='comfortweight',
            name='licence',
            field=riz.columns.LineField(help_text='on what terms the source may be used', max_length=200),
        ),
        AlterToValue(
            model_name='comfortweight',
            name='source',
            field=riz.columns.LineField(help_text='who published it, where', max_length=400),
        ),
        AlterToValue(
            model_name='emissionfactor',
            name='licence',
            field=riz.columns.LineField(help_text='on what terms the source may be used', max_length=200),
        ),
        AlterToValue(
            model_name='emissionfactor',
            name='source',
            field=riz.columns.LineField(help_text='who published it, where', max_length=400),
        ),
        AlterToValue(
            model_name='exchangerate',
            name='base',
            field=riz.columns.CurrencyField(help_text='ISO 4217', max_length=3),
        ),
        AlterToValue(
            model_name='exchangerate',
            name='licence',
            field=riz.columns.LineField(help_text='on what terms the source may be used', max_length=200),
        ),
        AlterToValue(
            model_name='exchangerate',
            name='quote',
            field=riz.columns.CurrencyField(help_text='ISO 4217', max_length=3),
        ),
        AlterToValue(
            model_name='exchangerate',
            name='source',
            field=riz.columns.LineField(help_text='who published it, where', max_length=400),
        ),
        AlterToValue(
            model_name='feed',
            name='attribution',
            field=riz.columns.LineField(blank=True, help_text='what the publisher wants to be said beside answers', max_length=400),
        ),
        AlterToValue(
            model_name='feed',
            name='licence',
            field=riz.columns.LineField(blank=True, max_length=200),
        ),
        AlterToValue(
            model_name='feed',
            name='name',
            field=riz.columns.LineField(max_length=200),
        ),
        AlterToValue(
            model_name='place',
            name='name',
            field=riz.columns.LineField(max_length=200),
        ),
        AlterToValue(
            model_name='place',
            name='region',
            field=riz.columns.LineField(blank=True, max_length=120),
        ),
        AlterToValue(
            model_name='place',
            name='time_zone',
            field=riz.columns.TimeZoneField(max_length=64),
        ),
        AlterToValue(
            model_name='tariff',
            name='currency',
            field=riz.columns.CurrencyField(help_text='ISO 4217', max_length=3),
        ),
        AlterToValue(
            model_name='tariff',
            name='licence',
            field=riz.columns.LineField(help_text='on what terms the source may be used', max_length=200),
        ),
        AlterToValue(
            model_name='tariff',
            name='source',
            field=riz.columns.LineField(help_text='who published it, where', max_length=400),
        ),
        AlterToValue(
            model_name='comfortweight',
            name='travel_class',
            field=riz.columns.LineField(blank=True, max_length=40),
        ),
        AlterToValue(
            model_name='feedversion',
            name='zone',
            field=riz.columns.TimeZoneField(blank=True, max_length=64),
        ),
        AlterToValue(
            model_name='tariff',
            name='agency',
            field=riz.columns.LineField(blank=True, help_text='of an agency, a feed or a city: *metro*', max_length=120),
        ),
        AlterToValue(
            model_name='tariff',
            name='product',
            field=riz.columns.LineField(blank=True, help_text='the ticket, where one covers further boardings', max_length=80),
        ),
        AlterToValue(
            model_name='tariff',
            name='route',
            field=riz.columns.LineField(blank=True, help_text='of a route: 5*', max_length=120),
        ),
        AlterToValue(
            model_name='tariff',
            name='travel_class',
            field=riz.columns.LineField(blank=True, max_length=40),
        ),
    ]
