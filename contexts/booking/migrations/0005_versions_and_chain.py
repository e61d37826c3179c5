"""No change of a booking without a version, raw SQL included, and an audit that shows what was taken out of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

# At the end of each transaction: what it changed of a booking stands in a version that it wrote. What forgets a person
# says so and is let through; sealing a document's number again, under a new key, changes nothing that people see.
DEMAND = """
ALTER TABLE booking_bookingversion
    ADD COLUMN transaction_id bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint;
CREATE FUNCTION booking_demand_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed jsonb := to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END);
    of_booking uuid;
BEGIN
    IF current_setting('riz.forgets_a_person', true) = 'yes' THEN
        RETURN NULL;
    END IF;
    IF TG_ARGV[0] = 'customer_id' THEN
        SELECT booking_id INTO of_booking FROM booking_customer WHERE id = (changed->>'customer_id')::bigint;
    ELSE
        of_booking := (changed->>TG_ARGV[0])::uuid;
    END IF;
    IF NOT EXISTS (
        SELECT FROM booking_booking b
          JOIN booking_bookingversion v ON v.booking_id = b.id AND v.version_no = b.version
         WHERE b.id = of_booking AND v.transaction_id = pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION 'booking % was changed without a version', of_booking USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER demand_version AFTER INSERT OR UPDATE OR DELETE ON booking_booking
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION booking_demand_version('id');
CREATE CONSTRAINT TRIGGER demand_version AFTER INSERT OR UPDATE OR DELETE ON booking_bookingitem
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION booking_demand_version('booking_id');
CREATE CONSTRAINT TRIGGER demand_version AFTER INSERT OR DELETE
    OR UPDATE OF booking_id, full_name, email, phone, traveller_kind, id_kind, id_number_masked ON booking_customer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION booking_demand_version('booking_id');
CREATE CONSTRAINT TRIGGER demand_version AFTER INSERT OR UPDATE OR DELETE ON booking_customercontact
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION booking_demand_version('customer_id');
"""
NO_DEMAND = """
DROP TRIGGER demand_version ON booking_customercontact;
DROP TRIGGER demand_version ON booking_customer;
DROP TRIGGER demand_version ON booking_bookingitem;
DROP TRIGGER demand_version ON booking_booking;
DROP FUNCTION booking_demand_version();
ALTER TABLE booking_bookingversion DROP COLUMN transaction_id;
"""
# Each entry carries the digest of itself and of the one before. The reason is left out: it may name people, and
# forgetting them must not break the chain. Whoever changes a booking has its row locked, so entries come one by one.
CHAIN = """
CREATE FUNCTION booking_audit_digest(previous text, entry booking_auditentry) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        previous, entry.booking_id, entry.actor, entry.action, entry.from_status, entry.to_status,
        entry.request_id, extract(epoch FROM entry.at)
    )::text, 'UTF8')), 'hex')
$$;
CREATE FUNCTION booking_chain_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.digest := booking_audit_digest(
        coalesce((
            SELECT e.digest FROM booking_auditentry e WHERE e.booking_id = NEW.booking_id ORDER BY e.id DESC LIMIT 1
        ), ''), NEW
    );
    RETURN NEW;
END $$;
CREATE TRIGGER chain_audit BEFORE INSERT ON booking_auditentry
    FOR EACH ROW EXECUTE FUNCTION booking_chain_audit();
SELECT set_config('riz.forgets_a_person', 'yes', true);
DO $$
DECLARE
    entry booking_auditentry;
    previous text;
    of_booking uuid;
BEGIN
    FOR entry IN SELECT * FROM booking_auditentry ORDER BY booking_id, id LOOP
        previous := CASE WHEN entry.booking_id IS DISTINCT FROM of_booking THEN '' ELSE previous END;
        of_booking := entry.booking_id;
        previous := booking_audit_digest(previous, entry);
        UPDATE booking_auditentry SET digest = previous WHERE id = entry.id;
    END LOOP;
END $$;
SELECT set_config('riz.forgets_a_person', '', true);
"""
NO_CHAIN = """
DROP TRIGGER chain_audit ON booking_auditentry;
DROP FUNCTION booking_chain_audit();
DROP FUNCTION booking_audit_digest(text, booking_auditentry);
"""


class Migration(migrations.Migration):
    """Add the triggers, and digests to the entries that there are."""

    dependencies: ClassVar = [("booking", "0004_references_and_taxes")]

    operations: ClassVar = [
        migrations.AddField(
            "auditentry", "digest", models.TextField(blank=True, db_default="", default="", editable=False)
        ),
        migrations.RunSQL(CHAIN, NO_CHAIN),
        migrations.RunSQL(DEMAND, NO_DEMAND),
    ]
