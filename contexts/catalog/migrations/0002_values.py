import riz.columns
from django.db import migrations
from riz.mending import AlterToValue, CURRENCY, LINE, NAME, TIME_ZONE, WEB_ADDRESS, mend


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0001_initial'),
    ]

    operations = [
        mend("catalog", "Accommodation", name=NAME, currency=CURRENCY),
        mend("catalog", "Amenity", name=NAME, icon_url=WEB_ADDRESS),
        mend("catalog", "Destination", name=NAME, district=LINE, region=LINE, summary=LINE, time_zone=TIME_ZONE, cover_image_url=WEB_ADDRESS),
        mend("catalog", "DestinationImage", caption=LINE, url=WEB_ADDRESS._replace(otherwise="https://unreadable.invalid/")),
        mend("catalog", "Experience", title=NAME, currency=CURRENCY, time_zone=TIME_ZONE),
        mend("catalog", "Package", name=NAME, time_zone=TIME_ZONE),
        mend("catalog", "PackageDay", title=NAME),
        mend("catalog", "PackagePrice", currency=CURRENCY),
        AlterToValue(
            model_name='accommodation',
            name='currency',
            field=riz.columns.CurrencyField(max_length=3),
        ),
        AlterToValue(
            model_name='accommodation',
            name='name',
            field=riz.columns.LineField(max_length=200),
        ),
        AlterToValue(
            model_name='amenity',
            name='icon_url',
            field=riz.columns.WebAddressField(blank=True, max_length=500),
        ),
        AlterToValue(
            model_name='amenity',
            name='name',
            field=riz.columns.LineField(max_length=120),
        ),
        AlterToValue(
            model_name='destination',
            name='cover_image_url',
            field=riz.columns.WebAddressField(blank=True, max_length=500),
        ),
        AlterToValue(
            model_name='destination',
            name='district',
            field=riz.columns.LineField(blank=True, max_length=120),
        ),
        AlterToValue(
            model_name='destination',
            name='name',
            field=riz.columns.LineField(max_length=200),
        ),
        AlterToValue(
            model_name='destination',
            name='region',
            field=riz.columns.LineField(blank=True, max_length=120),
        ),
        AlterToValue(
            model_name='destination',
            name='summary',
            field=riz.columns.LineField(blank=True, max_length=300),
        ),
        AlterToValue(
            model_name='destination',
            name='time_zone',
            field=riz.columns.TimeZoneField(max_length=64),
        ),
        AlterToValue(
            model_name='destinationimage',
            name='caption',
            field=riz.columns.LineField(blank=True, max_length=300),
        ),
        AlterToValue(
            model_name='destinationimage',
            name='url',
            field=riz.columns.WebAddressField(max_length=500),
        ),
        AlterToValue(
            model_name='experience',
            name='currency',
            field=riz.columns.CurrencyField(max_length=3),
        ),
        AlterToValue(
            model_name='experience',
            name='time_zone',
            field=riz.columns.TimeZoneField(max_length=64),
        ),
        AlterToValue(
            model_name='experience',
            name='title',
            field=riz.columns.LineField(max_length=200),
        ),
        AlterToValue(
            model_name='package',
            name='name',
            field=riz.columns.LineField(max_length=200),
        ),
        AlterToValue(
            model_name='package',
            name='time_zone',
            field=riz.columns.TimeZoneField(max_length=64),
        ),
        AlterToValue(
            model_name='packageday',
            name='title',
            field=riz.columns.LineField(max_length=200),
        ),
        AlterToValue(
            model_name='packageprice',
            name='currency',
            field=riz.columns.CurrencyField(max_length=3),
        ),
        migrations.RemoveConstraint(
            model_name='accommodation',
            name='accommodation_currency_is_a_code',
        ),
        migrations.RemoveConstraint(
            model_name='experience',
            name='experience_currency_is_a_code',
        ),
        migrations.RemoveConstraint(
            model_name='packageprice',
            name='package_price_currency_is_a_code',
        ),
    ]
