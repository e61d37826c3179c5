import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0012_values'),
    ]

    operations = [
        migrations.AddField(
            model_name='session',
            name='started_from',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='identity.session'),
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(condition=models.Q(('started_from__isnull', False)), fields=['started_from'], name='identity_session_started_from'),
        ),
    ]
