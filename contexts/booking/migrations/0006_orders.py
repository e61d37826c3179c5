"""Orders of one or more bookings, their items, price lines, stock lines and payables, in place of bookings of one thing."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import riz.columns
import riz.ids
from django.db import migrations, models

# Each booking becomes an order of its own, under the same id and reference.
COPY = """
SELECT set_config('riz.forgets_a_person', 'yes', true);
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE booking_booking DISABLE TRIGGER guard_status;
INSERT INTO booking_order (id, reference, source, channel, created_by, contact_name, contact_email, contact_phone,
                           currency, hold_id, hold_expires_at, hold_was_extended, created_at)
SELECT id, reference, source, channel, created_by, contact_name, contact_email, contact_phone,
       currency, hold_id, hold_expires_at, hold_was_extended, created_at
  FROM booking_booking;
INSERT INTO booking_orderpayable (id, order_id, purpose, status, payer_id, amount_minor, refunded_minor, due_at,
                                  created_at, paid_at)
SELECT payable_id, id, 'TOTAL',
       CASE WHEN paid_minor > 0 THEN 'PAID' WHEN status IN ('PENDING', 'ON_HOLD') THEN 'OPEN' ELSE 'CLOSED' END,
       created_by, total_minor, refunded_minor, coalesce(hold_expires_at, created_at), created_at,
       CASE WHEN paid_minor > 0 THEN created_at END
  FROM booking_booking WHERE payable_id IS NOT NULL;
INSERT INTO booking_payableshare (payable_id, booking_id, amount_minor, refund_due_minor)
SELECT payable_id, id, total_minor, refund_due_minor FROM booking_booking WHERE payable_id IS NOT NULL;
INSERT INTO booking_bookingrefund (refund_id, booking_id, payable_id, amount_minor, status, created_at)
SELECT e.reason::uuid, b.id, b.payable_id, 0, CASE e.action WHEN 'REFUNDED' THEN 'SUCCEEDED' ELSE 'FAILED' END, e.at
  FROM booking_auditentry e JOIN booking_booking b ON b.id = e.booking_id
 WHERE e.action IN ('REFUNDED', 'REFUND_FAILED') AND b.payable_id IS NOT NULL
ON CONFLICT DO NOTHING;
INSERT INTO booking_bookingitem (id, booking_id, position, state, kind, item_id, name, start_date, end_date,
                                 travel_starts_at, time_zone, quantity, adults, children, infants, child_ages,
                                 total_minor, terms, least_charge_minor)
SELECT id, id, 1, CASE status WHEN 'CANCELLED' THEN 'CANCELLED' ELSE 'ACTIVE' END, kind, item_id, item_name,
       start_date, end_date, travel_starts_at, time_zone,
       CASE kind WHEN 'ACCOMMODATION' THEN coalesce((stock_lines -> 0 ->> 'quantity')::integer, 1) ELSE 1 END,
       adults, children, infants, '{}',
       CASE status WHEN 'CANCELLED' THEN paid_minor - refund_due_minor ELSE total_minor END,
       jsonb_build_object(
           'tiers', coalesce((
               SELECT jsonb_agg(jsonb_build_object(
                   'hours_before', tier -> 'hours_before',
                   'charge', jsonb_build_object('kind', 'PERCENT', 'value', 100 - (tier ->> 'refund_percent')::integer)
               )) FROM jsonb_array_elements(refund_tiers) AS tier
           ), '[]'),
           'grace_hours', 0, 'no_show', jsonb_build_object('kind', 'PERCENT', 'value', 100)
       ), 0
  FROM booking_booking;
INSERT INTO booking_stockline (item_id, resource_id, first_date, end_date, quantity)
SELECT b.id, (line ->> 'resource_id')::uuid, (line ->> 'first_date')::date, (line ->> 'end_date')::date,
       (line ->> 'quantity')::integer
  FROM booking_booking b, jsonb_array_elements(b.stock_lines) AS line
 WHERE b.status <> 'CANCELLED';
INSERT INTO booking_priceline (item_id, kind, name, traveller_kind, quantity, unit_price_minor, price_minor,
                               tax_rule_id, tax_rate_basis_points, sac, tax_minor)
SELECT i.booking_id, 'BASE', i.name,
       CASE WHEN i.name LIKE '%, adult' THEN 'ADULT' WHEN i.name LIKE '%, child' THEN 'CHILD'
            WHEN i.name LIKE '%, infant' THEN 'INFANT' END,
       i.quantity, i.unit_price_minor, i.price_minor, i.tax_rule_id, i.tax_rate_basis_points, i.sac, i.tax_minor
  FROM booking_olditem i JOIN booking_booking b ON b.id = i.booking_id
 WHERE b.status <> 'CANCELLED'
 ORDER BY i.booking_id, i.position;
-- What was kept of a cancelled booking bears the tax of what was sold.
WITH kept AS (
    SELECT b.id, b.paid_minor - b.refund_due_minor AS gross, i.tax_rule_id, i.tax_rate_basis_points AS rate, i.sac
      FROM booking_booking b JOIN booking_olditem i ON i.booking_id = b.id AND i.position = 1
     WHERE b.status = 'CANCELLED' AND b.paid_minor > b.refund_due_minor
), taxed AS (
    SELECT *, (2 * gross * rate + 10000 + rate) / (2 * (10000 + rate)) AS tax FROM kept
)
INSERT INTO booking_priceline (item_id, kind, name, quantity, unit_price_minor, price_minor, tax_rule_id,
                               tax_rate_basis_points, sac, tax_minor)
SELECT id, 'CANCELLATION', 'Cancellation charge', 1, gross - tax, gross - tax, tax_rule_id, rate, sac, tax FROM taxed;
UPDATE booking_booking
   SET order_id = id, title = item_name, deposit_minor = total_minor,
       total_minor = CASE status WHEN 'CANCELLED' THEN paid_minor - refund_due_minor ELSE total_minor END;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE booking_booking ENABLE TRIGGER guard_status;
"""
TERMS = """
INSERT INTO booking_cancellationterms (source, grace_hours, no_show_kind, no_show_value, is_active)
SELECT DISTINCT source, 0, 'PERCENT', 100, true FROM booking_cancellationtier WHERE is_active;
UPDATE booking_cancellationtier t SET terms_id = c.id, charge_value = 100 - t.refund_percent
  FROM booking_cancellationterms c WHERE c.source = t.source AND t.is_active;
DELETE FROM booking_cancellationtier WHERE terms_id IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""
# The parts of an item, and whom an order is for, belong to what may not change without a version.
DEMAND = """
CREATE OR REPLACE FUNCTION booking_demand_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed jsonb := to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END);
    without_one uuid;
BEGIN
    IF current_setting('riz.forgets_a_person', true) = 'yes' THEN
        RETURN NULL;
    END IF;
    SELECT b.id INTO without_one
      FROM booking_booking b
     WHERE CASE TG_ARGV[0]
           WHEN 'customer_id' THEN b.id = (SELECT booking_id FROM booking_customer WHERE id = (changed->>'customer_id')::bigint)
           WHEN 'item_id' THEN b.id = (SELECT booking_id FROM booking_bookingitem WHERE id = (changed->>'item_id')::uuid)
           WHEN 'order' THEN b.order_id = (changed->>'id')::uuid
           ELSE b.id = (changed->>TG_ARGV[0])::uuid
           END
       AND NOT EXISTS (
           SELECT FROM booking_bookingversion v
            WHERE v.booking_id = b.id AND v.version_no = b.version
              AND v.transaction_id = pg_current_xact_id()::text::bigint
       )
     LIMIT 1;
    IF without_one IS NOT NULL THEN
        RAISE EXCEPTION 'booking % was changed without a version', without_one USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""
NO_TRIGGERS = "DROP TRIGGER demand_version ON booking_bookingitem"
TRIGGERS = """
CREATE CONSTRAINT TRIGGER demand_version AFTER INSERT OR UPDATE OR DELETE ON booking_bookingitem
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION booking_demand_version('booking_id');
CREATE CONSTRAINT TRIGGER demand_version AFTER INSERT OR UPDATE OR DELETE ON booking_priceline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION booking_demand_version('item_id');
CREATE CONSTRAINT TRIGGER demand_version AFTER INSERT OR UPDATE OR DELETE ON booking_stockline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION booking_demand_version('item_id');
CREATE CONSTRAINT TRIGGER demand_version AFTER UPDATE OF created_by, trip_id, contact_name, contact_email, contact_phone
    ON booking_order DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION booking_demand_version('order');
"""


class Migration(migrations.Migration):
    """Make an order of each booking, and terms of the tiers of each source."""

    dependencies = [("booking", "0005_versions_and_chain")]

    operations = [
        migrations.RunSQL(NO_TRIGGERS),
        migrations.RemoveConstraint("bookingitem", "one_item_per_position"),
        migrations.RenameModel("BookingItem", "OldItem"),
        migrations.AlterField("olditem", "booking", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="booking.booking")),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=20, unique=True)),
                ('trip_id', models.UUIDField(blank=True, db_index=True, null=True)),
                ('source', models.TextField(choices=[('PORTAL', 'portal'), ('MAKEMYTRIP', 'makemytrip'), ('GOIBIBO', 'goibibo'), ('API', 'api')], default='PORTAL')),
                ('channel', models.TextField(choices=[('ONLINE', 'online'), ('WALK_IN', 'walk in'), ('AGENT_DESK', 'agent desk')], default='ONLINE')),
                ('created_by', models.UUIDField()),
                ('contact_name', riz.columns.LineField()),
                ('contact_email', riz.columns.EmailField(max_length=254)),
                ('contact_phone', riz.columns.PhoneField(blank=True, max_length=32)),
                ('currency', riz.columns.CurrencyField(max_length=3)),
                ('hold_id', models.UUIDField(blank=True, null=True, unique=True)),
                ('hold_expires_at', models.DateTimeField(blank=True, null=True)),
                ('hold_was_extended', models.BooleanField(db_default=False, default=False)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(django.db.models.functions.text.Upper('contact_email'), name='order_by_email'), models.Index(fields=['contact_phone'], name='order_by_phone')],
            },
        ),
        migrations.CreateModel(
            name='OrderPayable',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('purpose', models.TextField(choices=[('TOTAL', 'total'), ('DEPOSIT', 'deposit'), ('BALANCE', 'balance'), ('DIFFERENCE', 'difference')])),
                ('status', models.TextField(choices=[('OPEN', 'open'), ('PAID', 'paid'), ('CLOSED', 'closed')], default='OPEN')),
                ('payer_id', models.UUIDField()),
                ('amount_minor', models.PositiveBigIntegerField()),
                ('refunded_minor', models.PositiveBigIntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('hold_id', models.UUIDField(blank=True, null=True, unique=True)),
                ('created_at', models.DateTimeField()),
                ('paid_at', models.DateTimeField(blank=True, null=True)),
                ('booking', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payables', to='booking.booking')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payables', to='booking.order')),
            ],
            options={
                'ordering': ['created_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='BookingRefund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('refund_id', models.UUIDField()),
                ('amount_minor', models.PositiveBigIntegerField()),
                ('status', models.TextField(choices=[('PENDING', 'pending'), ('SUCCEEDED', 'succeeded'), ('FAILED', 'failed')], default='PENDING')),
                ('created_at', models.DateTimeField()),
                ('booking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='booking.booking')),
                ('payable', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='booking.orderpayable')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='BookingItem',
            fields=[
                ('id', models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('state', models.TextField(choices=[('ACTIVE', 'active'), ('PROPOSED', 'proposed'), ('REPLACED', 'replaced'), ('CANCELLED', 'cancelled')], default='ACTIVE')),
                ('kind', models.TextField(choices=[('PACKAGE', 'package'), ('EXPERIENCE', 'experience'), ('ACCOMMODATION', 'accommodation')])),
                ('item_id', models.UUIDField(db_index=True)),
                ('name', riz.columns.LineField()),
                ('start_date', models.DateField()),
                ('end_date', models.DateField()),
                ('start_time', models.TimeField(blank=True, null=True)),
                ('travel_starts_at', models.DateTimeField()),
                ('time_zone', riz.columns.TimeZoneField(max_length=64)),
                ('quantity', models.PositiveIntegerField(help_text='units of a stay')),
                ('adults', models.PositiveIntegerField()),
                ('children', models.PositiveIntegerField()),
                ('infants', models.PositiveIntegerField()),
                ('child_ages', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('total_minor', models.PositiveBigIntegerField()),
                ('terms', models.JSONField(help_text='the cancellation terms at the time of purchase')),
                ('least_charge_minor', models.PositiveBigIntegerField(default=0, help_text='what cancelling would have cost before it was moved')),
                ('booking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='booking.booking')),
                ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='booking.bookingitem')),
                ('awaits', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposed', to='booking.orderpayable')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='PayableShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_minor', models.PositiveBigIntegerField()),
                ('refund_due_minor', models.PositiveBigIntegerField(default=0)),
                ('booking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='booking.booking')),
                ('payable', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='booking.orderpayable')),
            ],
        ),
        migrations.CreateModel(
            name='PriceLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.TextField(choices=[('BASE', 'base'), ('EXTRA_GUEST', 'extra guest'), ('CANCELLATION', 'cancellation')], default='BASE')),
                ('name', riz.columns.LineField()),
                ('date', models.DateField(blank=True, help_text='the night of a stay', null=True)),
                ('traveller_kind', models.TextField(blank=True, choices=[('ADULT', 'adult'), ('CHILD', 'child'), ('INFANT', 'infant')], null=True)),
                ('guests', models.PositiveIntegerField(blank=True, help_text='in a unit of a stay', null=True)),
                ('quantity', models.PositiveIntegerField()),
                ('unit_price_minor', models.PositiveBigIntegerField()),
                ('price_minor', models.PositiveBigIntegerField()),
                ('tax_rule_id', models.UUIDField(blank=True, null=True)),
                ('tax_rate_basis_points', models.PositiveIntegerField()),
                ('sac', models.TextField(blank=True, default='', verbose_name='SAC')),
                ('tax_minor', models.PositiveBigIntegerField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='booking.bookingitem')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='StockLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('resource_id', models.UUIDField()),
                ('first_date', models.DateField()),
                ('end_date', models.DateField()),
                ('quantity', models.PositiveIntegerField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stock_lines', to='booking.bookingitem')),
            ],
        ),
        migrations.AddField("booking", "order", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="booking.order")),
        migrations.AddField("booking", "title", riz.columns.LineField(default="booking", help_text="what it is of, in a few words")),
        migrations.AddField("booking", "deposit_minor", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("booking", "balance_due_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField("booking", "reference", models.CharField(max_length=24, unique=True)),
        migrations.RunSQL(COPY),
        migrations.RunSQL(DEMAND),
        migrations.RunSQL(TRIGGERS),
        migrations.DeleteModel("OldItem"),
        migrations.AlterField("booking", "order", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="booking.order")),
        migrations.AlterField("booking", "title", riz.columns.LineField(help_text="what it is of, in a few words")),
        migrations.RemoveIndex("booking", "booking_by_email"),
        migrations.RemoveField("booking", "source"),
        migrations.RemoveField("booking", "channel"),
        migrations.RemoveField("booking", "kind"),
        migrations.RemoveField("booking", "item_id"),
        migrations.RemoveField("booking", "item_name"),
        migrations.RemoveField("booking", "travel_starts_at"),
        migrations.RemoveField("booking", "adults"),
        migrations.RemoveField("booking", "children"),
        migrations.RemoveField("booking", "infants"),
        migrations.RemoveField("booking", "contact_name"),
        migrations.RemoveField("booking", "contact_email"),
        migrations.RemoveField("booking", "contact_phone"),
        migrations.RemoveField("booking", "payable_id"),
        migrations.RemoveField("booking", "hold_id"),
        migrations.RemoveField("booking", "hold_expires_at"),
        migrations.RemoveField("booking", "hold_was_extended"),
        migrations.RemoveField("booking", "stock_lines"),
        migrations.RemoveField("booking", "refund_tiers"),
        migrations.AddIndex(
            model_name='orderpayable',
            index=models.Index(condition=models.Q(('status', 'OPEN')), fields=['due_at'], name='order_payable_due'),
        ),
        migrations.AddConstraint(
            model_name='orderpayable',
            constraint=models.CheckConstraint(condition=models.Q(('refunded_minor__lte', models.F('amount_minor'))), name='refunded_within_payable'),
        ),
        migrations.AddConstraint(
            model_name='bookingrefund',
            constraint=models.UniqueConstraint(fields=('refund_id', 'booking'), name='one_row_per_refund'),
        ),
        migrations.AddConstraint(
            model_name='bookingitem',
            constraint=models.UniqueConstraint(fields=('booking', 'position'), name='one_item_per_position'),
        ),
        migrations.AddConstraint(
            model_name='payableshare',
            constraint=models.UniqueConstraint(fields=('payable', 'booking'), name='one_share_per_booking'),
        ),
        migrations.AddConstraint(
            model_name='payableshare',
            constraint=models.CheckConstraint(condition=models.Q(('refund_due_minor__lte', models.F('amount_minor'))), name='refund_within_share'),
        ),
        migrations.AddConstraint(
            model_name='priceline',
            constraint=models.CheckConstraint(condition=models.Q(('price_minor', django.db.models.expressions.CombinedExpression(models.F('quantity'), '*', models.F('unit_price_minor')))), name='price_is_quantity_times_unit_price'),
        ),
        migrations.CreateModel(
            name='CancellationTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.TextField(blank=True, choices=[('PORTAL', 'portal'), ('MAKEMYTRIP', 'makemytrip'), ('GOIBIBO', 'goibibo'), ('API', 'api')], help_text='empty: every one')),
                ('seller_id', models.UUIDField(blank=True, help_text='empty: every one', null=True)),
                ('item_id', models.UUIDField(blank=True, help_text='empty: all that the seller sells', null=True)),
                ('grace_hours', models.PositiveSmallIntegerField(default=0, help_text='so long after booking, and before the start, cancelling costs nothing')),
                ('no_show_kind', models.TextField(choices=[('PERCENT', 'percent'), ('NIGHTS', 'nights'), ('SUM', 'sum')], default='PERCENT')),
                ('no_show_value', models.PositiveBigIntegerField(default=100)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'verbose_name_plural': 'cancellation terms',
                'constraints': [models.UniqueConstraint(fields=('source', 'seller_id', 'item_id'), name='one_set_of_terms', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('item_id', None), ('seller_id__isnull', False), _connector='OR'), name='things_have_a_seller'), models.CheckConstraint(condition=models.Q(models.Q(('no_show_kind', 'PERCENT'), _negated=True), ('no_show_value__lte', 100), _connector='OR'), name='no_show_at_most_all')],
            },
        ),
        migrations.RemoveConstraint("cancellationtier", "one_tier_per_hour"),
        migrations.RemoveConstraint("cancellationtier", "at_most_all"),
        migrations.AddField("cancellationtier", "terms", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="tiers", to="booking.cancellationterms")),
        migrations.AddField("cancellationtier", "charge_kind", models.TextField(choices=[("PERCENT", "percent"), ("NIGHTS", "nights"), ("SUM", "sum")], default="PERCENT")),
        migrations.AddField("cancellationtier", "charge_value", models.PositiveBigIntegerField(default=0, help_text="percent of the price, nights, or a sum in minor units")),
        migrations.RunSQL(TERMS),
        migrations.RemoveField("cancellationtier", "source"),
        migrations.RemoveField("cancellationtier", "refund_percent"),
        migrations.RemoveField("cancellationtier", "is_active"),
        migrations.AlterModelOptions("cancellationtier", {"ordering": ["-hours_before"]}),
        migrations.AlterField("cancellationtier", "hours_before", models.PositiveIntegerField(help_text="cancelled at least so long before the start")),
        migrations.AlterField("cancellationtier", "terms", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="tiers", to="booking.cancellationterms")),
        migrations.AlterField("cancellationtier", "charge_value", models.PositiveBigIntegerField(help_text="percent of the price, nights, or a sum in minor units")),
        migrations.AddConstraint("cancellationtier", models.UniqueConstraint(fields=("terms", "hours_before"), name="one_tier_per_hour")),
        migrations.AddConstraint("cancellationtier", models.CheckConstraint(condition=models.Q(models.Q(("charge_kind", "PERCENT"), _negated=True), ("charge_value__lte", 100), _connector="OR"), name="at_most_all")),
        migrations.CreateModel(
            name='DepositRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seller_id', models.UUIDField()),
                ('item_id', models.UUIDField(blank=True, help_text='empty: all that the seller sells', null=True)),
                ('percent', models.PositiveSmallIntegerField()),
                ('balance_due_days', models.PositiveSmallIntegerField(help_text='days before the start')),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('seller_id', 'item_id'), name='one_deposit_rule', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('percent__gte', 1), ('percent__lte', 99)), name='deposit_is_a_part')],
            },
        ),
    ]
