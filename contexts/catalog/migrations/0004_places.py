import django.contrib.postgres.indexes
import django.db.models.deletion
import riz.columns
import riz.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0003_degrees'),
    ]

    operations = [
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', riz.columns.LineField(max_length=200)),
                ('kind', models.CharField(choices=[('ATTRACTION', 'Attraction'), ('MARKET', 'Market'), ('MUSEUM', 'Museum'), ('NATURE', 'Nature'), ('PLACE_OF_WORSHIP', 'Place of worship'), ('RESTAURANT', 'Restaurant'), ('TRANSPORT_HUB', 'Transport hub'), ('VIEWPOINT', 'Viewpoint')], max_length=24)),
                ('lat', riz.columns.LatitudeField(verbose_name='latitude')),
                ('lon', riz.columns.LongitudeField(verbose_name='longitude')),
                ('destination', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.destination')),
                ('is_active', models.BooleanField(default=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
            ],
            options={
                'indexes': [
                    models.Index(fields=['name', 'id'], name='catalog_place_by_name'),
                    models.Index(fields=['kind', 'name', 'id'], name='catalog_place_by_kind'),
                    django.contrib.postgres.indexes.GistIndex(models.Func(models.F('lon'), models.F('lat'), function='point'), name='catalog_place_by_point'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['ATTRACTION', 'MARKET', 'MUSEUM', 'NATURE', 'PLACE_OF_WORSHIP', 'RESTAURANT', 'TRANSPORT_HUB', 'VIEWPOINT'])), name='catalog_place_kind_is_known'),
                ],
            },
        ),
    ]
