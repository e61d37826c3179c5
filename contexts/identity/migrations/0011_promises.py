from django.db import migrations, models

# An organisation that has had an owner keeps one who can sign in: as in 0006, but whoever is disabled, or has not
# verified their address, does not count. They are locked, so that of one owner who goes and another one who is
# disabled at the same moment, the second sees what the first did.
KEEP_AN_OWNER = """
CREATE OR REPLACE FUNCTION identity_keep_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM identity_organisation WHERE id = OLD.organisation_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    PERFORM FROM identity_rolegrant AS held JOIN identity_user AS person ON person.id = held.user_id
        WHERE held.organisation_id = OLD.organisation_id AND identity_is_owner(held.role)
            AND person.is_active AND person.email_verified_at IS NOT NULL
        FOR NO KEY UPDATE OF person;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'organisation % would be left without an owner', OLD.organisation_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'identity_organisation_has_an_owner';
    END IF;
    RETURN NULL;
END
$$;
"""
KEEP_ANY_OWNER = """
CREATE OR REPLACE FUNCTION identity_keep_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):

    dependencies = [
        ("identity", "0010_remove_access_links"),
    ]

    operations = [
        migrations.AddField(
            model_name="partnercredential",
            name="rotated_by",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(fields=["invited_by", "created_at"], name="identity_invitations_by"),
        ),
        migrations.RunSQL(KEEP_AN_OWNER, KEEP_ANY_OWNER),
    ]
