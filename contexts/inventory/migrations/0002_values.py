import riz.columns
from django.db import migrations
from riz.mending import AlterToValue, CURRENCY, TIME_ZONE, mend


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0001_initial'),
    ]

    operations = [
        mend("inventory", "Resource", currency=CURRENCY, time_zone=TIME_ZONE),
        AlterToValue(
            model_name='resource',
            name='currency',
            field=riz.columns.CurrencyField(default='INR', max_length=3),
        ),
        AlterToValue(
            model_name='resource',
            name='time_zone',
            field=riz.columns.TimeZoneField(max_length=64),
        ),
    ]
