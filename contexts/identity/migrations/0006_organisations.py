import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import riz.ids
from django.conf import settings
from django.db import migrations, models

# Whoever holds a role for an organisation belongs to it.
MEMBERS_BY_THEIR_ROLES = """
INSERT INTO identity_membership (id, organisation_id, user_id, joined_at)
SELECT gen_random_uuid(), organisation_id, user_id, min(created_at)
FROM identity_rolegrant
WHERE organisation_id IS NOT NULL
GROUP BY organisation_id, user_id
"""

# An organisation that has had an owner keeps one. Looked at when the transaction commits, so that ownership can be
# handed over in any order; the row of the organisation is locked, so that two who leave at once see each other.
KEEP_AN_OWNER = """
CREATE FUNCTION identity_is_owner(role text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT role IN ('SELLER_OWNER', 'OPERATOR_OWNER', 'PARTNER_ADMIN')
$$;
CREATE FUNCTION identity_keep_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM identity_organisation WHERE id = OLD.organisation_id FOR UPDATE;
    IF FOUND AND NOT EXISTS (
        SELECT FROM identity_rolegrant
        WHERE organisation_id = OLD.organisation_id AND identity_is_owner(role)
    ) THEN
        RAISE EXCEPTION 'organisation % would be left without an owner', OLD.organisation_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'identity_organisation_has_an_owner';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER keep_an_owner AFTER UPDATE OR DELETE ON identity_rolegrant
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN (OLD.organisation_id IS NOT NULL AND identity_is_owner(OLD.role))
    EXECUTE FUNCTION identity_keep_an_owner();
"""
DROP_KEEP_AN_OWNER = """
DROP TRIGGER keep_an_owner ON identity_rolegrant;
DROP FUNCTION identity_keep_an_owner();
DROP FUNCTION identity_is_owner(text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ("identity", "0005_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('DESTINATION', 'Destination'), ('EXPERIENCE', 'Experience'), ('PACKAGE', 'Package'), ('ACCOMMODATION', 'Accommodation')], max_length=20)),
                ('asset_id', models.UUIDField()),
                ('assigned_at', models.DateTimeField()),
                ('assigned_by', models.UUIDField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('invited_by', models.UUIDField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('declined_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('joined_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('invited_by', models.UUIDField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='organisation',
            name='contact_email',
            field=models.EmailField(blank=True, db_default='', default='', max_length=254),
        ),
        migrations.AddField(
            model_name='organisation',
            name='contact_phone',
            field=models.CharField(blank=True, db_default='', default='', max_length=32),
        ),
        migrations.AddField(
            model_name='organisation',
            name='legal_name',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.AddField(
            model_name='organisation',
            name='status',
            field=models.CharField(choices=[('ACTIVE', 'Active'), ('SUSPENDED', 'Suspended')], db_default='ACTIVE', default='ACTIVE', max_length=20),
        ),
        migrations.AddField(
            model_name='organisation',
            name='version',
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AlterField(
            model_name='rolegrant',
            name='role',
            field=models.CharField(max_length=40),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['ACTIVE', 'SUSPENDED'])), name='identity_organisation_status'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['SELLER', 'OPERATOR', 'PARTNER'])), name='identity_organisation_kind'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='identity_organisation_version'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='identity.organisation'),
        ),
        migrations.AddField(
            model_name='assignment',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='identity.organisation'),
        ),
        migrations.AddField(
            model_name='membership',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='identity.organisation'),
        ),
        migrations.AddField(
            model_name='membership',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(fields=('user', 'organisation', 'kind', 'asset_id'), name='identity_assigned_once'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['DESTINATION', 'EXPERIENCE', 'PACKAGE', 'ACCOMMODATION'])), name='identity_assignment_kind'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(condition=models.Q(('accepted_at', None), ('declined_at', None), ('withdrawn_at', None)), fields=['email'], name='identity_invitations_to'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('declined_at', None), ('withdrawn_at', None)), fields=('organisation', 'email'), name='identity_one_open_invitation'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='identity_invitation_email_lower_case'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='identity_invitation_expires_later'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('declined_at', None)), models.Q(('accepted_at', None), ('withdrawn_at', None)), models.Q(('declined_at', None), ('withdrawn_at', None)), _connector='OR'), name='identity_invitation_ends_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('organisation', 'user'), name='identity_member_of_organisation_once'),
        ),
        migrations.RunSQL(MEMBERS_BY_THEIR_ROLES, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP_AN_OWNER, DROP_KEEP_AN_OWNER),
    ]
