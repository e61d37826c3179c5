import riz.columns
from django.db import migrations
from riz.mending import AlterToValue


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0002_values'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='destination',
            name='destination_lat_in_range',
        ),
        migrations.RemoveConstraint(
            model_name='destination',
            name='destination_lon_in_range',
        ),
        AlterToValue(
            model_name='destination',
            name='lat',
            field=riz.columns.LatitudeField(verbose_name='latitude'),
        ),
        AlterToValue(
            model_name='destination',
            name='lon',
            field=riz.columns.LongitudeField(verbose_name='longitude'),
        ),
    ]
