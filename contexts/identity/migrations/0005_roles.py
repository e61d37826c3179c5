import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import riz.ids
from django.db import migrations, models

# A grant names a role that is code, in capitals, or the code of a row, written small. Whoever gives a role
# locks its row, and whoever deletes one is looked at when the transaction commits: neither can miss the other.
KEEP_TOGETHER = """
CREATE FUNCTION identity_grant_names_a_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM identity_role WHERE code = NEW.role FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no role %', NEW.role
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'identity_grant_names_a_role';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER names_a_role BEFORE INSERT OR UPDATE OF role ON identity_rolegrant
    FOR EACH ROW
    WHEN (NEW.role ~ '^[a-z]')
    EXECUTE FUNCTION identity_grant_names_a_role();
CREATE FUNCTION identity_role_is_not_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM identity_rolegrant WHERE role = OLD.code) THEN
        RAISE EXCEPTION 'role % is still held', OLD.code
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'identity_role_is_not_held';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER is_not_held AFTER DELETE OR UPDATE OF code ON identity_role
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    EXECUTE FUNCTION identity_role_is_not_held();
"""
LET_GO = """
DROP TRIGGER is_not_held ON identity_role;
DROP FUNCTION identity_role_is_not_held();
DROP TRIGGER names_a_role ON identity_rolegrant;
DROP FUNCTION identity_grant_names_a_role();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("identity", "0004_second_factors"),
    ]

    operations = [
        migrations.CreateModel(
            name="Role",
            fields=[
                ("id", models.UUIDField(default=riz.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(editable=False, max_length=40, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("description", models.CharField(blank=True, max_length=300)),
                (
                    "permissions",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to="identity.organisation",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="rolegrant",
            name="custom_role",
            field=models.ForeignObject(
                editable=False,
                from_fields=["role"],
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="grants",
                to="identity.role",
                to_fields=["code"],
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.UniqueConstraint(
                models.F("organisation"),
                django.db.models.functions.text.Lower("name"),
                name="identity_role_name_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[a-z][a-z0-9-]*$")), name="identity_role_code_small"
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="identity_role_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(("permissions__len__gt", 0)), name="identity_role_carries_something"
            ),
        ),
        migrations.RunSQL(KEEP_TOGETHER, LET_GO),
    ]
