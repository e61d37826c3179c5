from django.db import migrations


class Migration(migrations.Migration):
    """What came over from the database before RIZ is remembered by the app that imports, for all contexts."""

    dependencies = [
        ('identity', '0017_partner_accesses'),
        ('importing', '0001_initial'),
    ]

    operations = [
        migrations.RunSQL(
            'INSERT INTO importing_importedrow ("table", row_id, fingerprint)'
            ' SELECT "table", row_id, fingerprint FROM identity_importedrow',
            migrations.RunSQL.noop,
        ),
        migrations.DeleteModel(name='ImportedRow'),
    ]
