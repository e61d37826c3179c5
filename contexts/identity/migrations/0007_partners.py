import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
import riz.ids
from django.db import migrations, models

# The access log: a partition for each month, and one for whatever belongs to none, so that nothing is lost should the
# sweep that makes them ahead stand still. Rows are never changed; a partition goes as a whole when it is old. The trigger
# is the parent's, so that the sweep may take rows from the partition of the rest by its name.
MAKE_ACCESS_LOG = """
CREATE TABLE identity_partneraccess (
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    credential_id uuid NOT NULL,
    method varchar(10) NOT NULL,
    endpoint varchar(200) NOT NULL,
    ip inet NULL,
    status smallint NOT NULL CHECK (status >= 0),
    status_class smallint GENERATED ALWAYS AS (status / 100) STORED,
    latency_ms integer NOT NULL CHECK (latency_ms >= 0),
    request_id varchar(64) NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX identity_access_of_partner ON identity_partneraccess (partner_id, at DESC, id DESC);
CREATE INDEX identity_access_by_status ON identity_partneraccess (partner_id, status_class, at DESC, id DESC);
CREATE INDEX identity_access_by_endpoint ON identity_partneraccess (partner_id, endpoint, at DESC, id DESC);
CREATE INDEX identity_access_of_credential ON identity_partneraccess (credential_id, at DESC, id DESC);
CREATE TABLE identity_partneraccess_rest PARTITION OF identity_partneraccess DEFAULT;

CREATE FUNCTION identity_access_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the access log is only added to' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER access_log_stays BEFORE UPDATE OR DELETE ON identity_partneraccess
    FOR EACH STATEMENT EXECUTE FUNCTION identity_access_log_stays();

CREATE FUNCTION identity_make_access_log_partition(month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    partition text := format('identity_partneraccess_%s', to_char(month, 'YYYY_MM'));
    since timestamptz := month::timestamp AT TIME ZONE 'UTC';
    until timestamptz := (month + interval '1 month') AT TIME ZONE 'UTC';
    written text := 'id, partner_id, credential_id, method, endpoint, ip, status, latency_ms, request_id, at';
BEGIN
    IF to_regclass(partition) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE identity_partneraccess INCLUDING ALL EXCLUDING INDEXES)', partition);
    LOCK TABLE identity_partneraccess_rest IN ACCESS EXCLUSIVE MODE;
    EXECUTE format(
        'WITH moved AS (DELETE FROM identity_partneraccess_rest WHERE at >= %L AND at < %L RETURNING *) '
        'INSERT INTO %I (%s) SELECT %s FROM moved', since, until, partition, written, written);
    EXECUTE format(
        'ALTER TABLE identity_partneraccess ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', partition, since, until);
    RETURN true;
END
$$;
SELECT identity_make_access_log_partition((date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => n))::date)
FROM generate_series(0, 2) AS n;
"""
DROP_ACCESS_LOG = """
DROP TABLE identity_partneraccess;
DROP FUNCTION identity_access_log_stays();
DROP FUNCTION identity_make_access_log_partition(date);
"""


class Migration(migrations.Migration):

    dependencies = [
        ("identity", "0006_organisations"),
    ]

    operations = [
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('domain', models.CharField(max_length=253)),
                ('contact_email', models.EmailField(max_length=254)),
                ('status', models.CharField(choices=[('ACTIVE', 'Active'), ('SUSPENDED', 'Suspended')], default='ACTIVE', max_length=20)),
                ('suspension_reason', models.CharField(blank=True, max_length=500)),
                ('suspended_at', models.DateTimeField(blank=True, null=True)),
                ('rate_limit_per_minute', models.PositiveIntegerField(default=60)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='partner', to='identity.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='PartnerCredential',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('client_id', models.CharField(max_length=60, unique=True)),
                ('secret_hash', models.CharField(max_length=64)),
                ('label', models.CharField(blank=True, max_length=100)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('rate_limit_per_minute', models.PositiveIntegerField(blank=True, null=True)),
                ('allowed_networks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=43), blank=True, default=list, size=None)),
                ('slot', models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                ('created_by', models.UUIDField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to='identity.partner')),
            ],
        ),
        migrations.AddIndex(
            model_name='partner',
            index=models.Index(django.db.models.functions.text.Lower('name'), models.F('id'), name='identity_partner_by_name'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'ACTIVE'), ('suspended_at', None), ('suspension_reason', '')), models.Q(('status', 'SUSPENDED'), ('suspended_at__isnull', False), models.Q(('suspension_reason', ''), _negated=True)), _connector='OR'), name='identity_partner_suspended_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.CheckConstraint(condition=models.Q(('domain', django.db.models.functions.text.Lower('domain'))), name='identity_partner_domain_lower_case'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.CheckConstraint(condition=models.Q(('rate_limit_per_minute__range', (1, 60000))), name='identity_partner_rate_limit'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.CheckConstraint(condition=models.Q(('scopes__contained_by', ['bookings:read', 'bookings:write', 'catalog:write', 'inventory:read', 'inventory:write', 'payments:read', 'payments:write', 'trips:read', 'trips:write'])), name='identity_partner_scopes'),
        ),
        migrations.AddConstraint(
            model_name='partner',
            constraint=models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='identity_partner_version'),
        ),
        migrations.AddIndex(
            model_name='partnercredential',
            index=models.Index(fields=['partner', '-created_at', '-id'], name='identity_credentials_of'),
        ),
        migrations.AddConstraint(
            model_name='partnercredential',
            constraint=models.UniqueConstraint(fields=('partner', 'slot'), name='identity_credential_slot'),
        ),
        migrations.AddConstraint(
            model_name='partnercredential',
            constraint=models.CheckConstraint(condition=models.Q(('slot', None), ('slot__range', (1, 2)), _connector='OR'), name='identity_credential_slots'),
        ),
        migrations.AddConstraint(
            model_name='partnercredential',
            constraint=models.CheckConstraint(condition=models.Q(('revoked_at', None), ('slot', None), _connector='OR'), name='identity_credential_revoked_is_dead'),
        ),
        migrations.AddConstraint(
            model_name='partnercredential',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at', None), ('expires_at__gte', models.F('created_at')), _connector='OR'), name='identity_credential_expires_later'),
        ),
        migrations.AddConstraint(
            model_name='partnercredential',
            constraint=models.CheckConstraint(condition=models.Q(('scopes__contained_by', ['bookings:read', 'bookings:write', 'catalog:write', 'inventory:read', 'inventory:write', 'payments:read', 'payments:write', 'trips:read', 'trips:write']), models.Q(('scopes', []), _negated=True)), name='identity_credential_scopes'),
        ),
        migrations.AddConstraint(
            model_name='partnercredential',
            constraint=models.CheckConstraint(condition=models.Q(('rate_limit_per_minute', None), ('rate_limit_per_minute__range', (1, 60000)), _connector='OR'), name='identity_credential_rate_limit'),
        ),
        migrations.AddConstraint(
            model_name='partnercredential',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.Exact(django.db.models.functions.text.Length('secret_hash'), 64)), name='identity_credential_is_hashed'),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(MAKE_ACCESS_LOG, DROP_ACCESS_LOG)],
            state_operations=[
                migrations.CreateModel(
                    name='PartnerAccess',
                    fields=[
                        ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                        ('method', models.CharField(max_length=10)),
                        ('endpoint', models.CharField(max_length=200)),
                        ('ip', models.GenericIPAddressField(blank=True, null=True)),
                        ('status', models.PositiveSmallIntegerField()),
                        ('status_class', models.GeneratedField(db_persist=True, expression=django.db.models.expressions.CombinedExpression(models.F('status'), '/', models.Value(100)), output_field=models.SmallIntegerField())),
                        ('latency_ms', models.PositiveIntegerField()),
                        ('request_id', models.CharField(max_length=64)),
                        ('at', models.DateTimeField()),
                        ('partner', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='identity.partner')),
                        ('credential', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='identity.partnercredential')),
                    ],
                ),
                migrations.AddIndex(
                    model_name='partneraccess',
                    index=models.Index(fields=['partner', '-at', '-id'], name='identity_access_of_partner'),
                ),
                migrations.AddIndex(
                    model_name='partneraccess',
                    index=models.Index(fields=['partner', 'status_class', '-at', '-id'], name='identity_access_by_status'),
                ),
                migrations.AddIndex(
                    model_name='partneraccess',
                    index=models.Index(fields=['partner', 'endpoint', '-at', '-id'], name='identity_access_by_endpoint'),
                ),
                migrations.AddIndex(
                    model_name='partneraccess',
                    index=models.Index(fields=['credential', '-at', '-id'], name='identity_access_of_credential'),
                ),
            ],
        ),
    ]
