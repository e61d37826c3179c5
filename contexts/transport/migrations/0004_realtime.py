import django.db.models.deletion
import riz.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('transport', '0003_tariffs'),
    ]

    operations = [
        migrations.CreateModel(
            name='RealtimeSource',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('url', models.CharField(max_length=2000)),
                ('header_name', models.TextField(blank=True, default='', help_text='what a key is sent as, such as x-api-key')),
                ('header_sealed', models.TextField(blank=True, default='', editable=False)),
                ('is_enabled', models.BooleanField(default=True)),
                ('poll_seconds', models.PositiveSmallIntegerField(default=20)),
                ('next_poll_at', models.DateTimeField()),
                ('polled_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, help_text='last good answer', null=True)),
                ('etag', models.TextField(blank=True, default='')),
                ('failures', models.PositiveIntegerField(default=0, help_text='in a row')),
                ('fault', models.TextField(blank=True, default='')),
                ('summary', models.JSONField(blank=True, default=dict, help_text='what the last message held')),
                ('feed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='realtime_sources', to='transport.feed')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('is_enabled', True)), fields=['next_poll_at'], name='transport_source_due')],
                'constraints': [models.UniqueConstraint(fields=('feed', 'url'), name='transport_source_once'), models.CheckConstraint(condition=models.Q(('poll_seconds__gte', 5)), name='transport_source_unhurried')],
            },
        ),
    ]
