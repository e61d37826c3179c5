import django.contrib.postgres.fields
import riz.columns
from django.db import migrations
from django.utils.timezone import now
from riz.mending import AlterToValue, CURRENCY, EMAIL, HOST, LANGUAGE, LINE, NAME, PHONE, TIME_ZONE, WEB_ADDRESS, mend


def tell_owner(apps, row, column, text):
    """Let people read in their activity which number could not be kept."""
    if column != "phone":
        return
    apps.get_model("identity", "SecurityEvent").objects.create(
        user_id=row.pk,
        action="profile_changed",
        actor="system",
        metadata={"fields": [column], "unreadable": text},
        at=now(),
    )
    type(row).objects.filter(pk=row.pk).update(phone_verified_at=None)


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0011_promises'),
    ]

    operations = [
        mend("identity", "User", full_name=LINE, email=EMAIL, phone=PHONE, locale=LANGUAGE, time_zone=TIME_ZONE, default_currency=CURRENCY, avatar_url=WEB_ADDRESS, lost=tell_owner),
        mend("identity", "Organisation", name=NAME, legal_name=LINE, contact_email=EMAIL, contact_phone=PHONE),
        mend("identity", "Partner", name=NAME, domain=HOST, suspension_reason=LINE, contact_email=EMAIL),
        mend("identity", "Invitation", email=EMAIL),
        mend("identity", "MailLink", recipient=EMAIL),
        mend("identity", "LinkedLogin", email=LINE),
        mend("identity", "PartnerCredential", label=LINE),
        mend("identity", "Passkey", name=NAME),
        mend("identity", "Profile", home_place=LINE),
        mend("identity", "Role", name=NAME, description=LINE),
        mend("identity", "Session", reason=LINE),
        mend("identity", "Application", name=NAME, homepage=WEB_ADDRESS),
        AlterToValue(
            model_name='application',
            name='homepage',
            field=riz.columns.WebAddressField(blank=True, max_length=500),
        ),
        AlterToValue(
            model_name='application',
            name='name',
            field=riz.columns.LineField(max_length=100),
        ),
        AlterToValue(
            model_name='invitation',
            name='email',
            field=riz.columns.EmailField(max_length=254),
        ),
        AlterToValue(
            model_name='maillink',
            name='recipient',
            field=riz.columns.EmailField(max_length=254),
        ),
        AlterToValue(
            model_name='organisation',
            name='contact_email',
            field=riz.columns.EmailField(blank=True, db_default='', default='', max_length=254),
        ),
        AlterToValue(
            model_name='organisation',
            name='contact_phone',
            field=riz.columns.PhoneField(blank=True, db_default='', default='', max_length=32),
        ),
        AlterToValue(
            model_name='organisation',
            name='legal_name',
            field=riz.columns.LineField(blank=True, db_default='', default='', max_length=200),
        ),
        AlterToValue(
            model_name='organisation',
            name='name',
            field=riz.columns.LineField(max_length=200),
        ),
        AlterToValue(
            model_name='partner',
            name='contact_email',
            field=riz.columns.EmailField(max_length=254),
        ),
        AlterToValue(
            model_name='partner',
            name='name',
            field=riz.columns.LineField(max_length=200),
        ),
        AlterToValue(
            model_name='partner',
            name='suspension_reason',
            field=riz.columns.LineField(blank=True, max_length=500),
        ),
        AlterToValue(
            model_name='partnercredential',
            name='label',
            field=riz.columns.LineField(blank=True, max_length=100),
        ),
        AlterToValue(
            model_name='passkey',
            name='name',
            field=riz.columns.LineField(max_length=80),
        ),
        AlterToValue(
            model_name='profile',
            name='home_place',
            field=riz.columns.LineField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name='profile',
            name='languages',
            field=django.contrib.postgres.fields.ArrayField(base_field=riz.columns.LanguageField(max_length=35), blank=True, default=list, size=None),
        ),
        AlterToValue(
            model_name='role',
            name='description',
            field=riz.columns.LineField(blank=True, max_length=300),
        ),
        AlterToValue(
            model_name='role',
            name='name',
            field=riz.columns.LineField(max_length=80),
        ),
        AlterToValue(
            model_name='session',
            name='reason',
            field=riz.columns.LineField(blank=True, max_length=200),
        ),
        AlterToValue(
            model_name='user',
            name='avatar_url',
            field=riz.columns.SecureWebAddressField(blank=True, max_length=500),
        ),
        AlterToValue(
            model_name='user',
            name='default_currency',
            field=riz.columns.CurrencyField(default='INR', max_length=3),
        ),
        AlterToValue(
            model_name='user',
            name='email',
            field=riz.columns.EmailField(max_length=254, unique=True),
        ),
        AlterToValue(
            model_name='user',
            name='full_name',
            field=riz.columns.LineField(blank=True, max_length=150),
        ),
        AlterToValue(
            model_name='user',
            name='locale',
            field=riz.columns.LanguageField(default='en', max_length=35),
        ),
        AlterToValue(
            model_name='user',
            name='phone',
            field=riz.columns.PhoneField(blank=True, max_length=32),
        ),
        AlterToValue(
            model_name='user',
            name='time_zone',
            field=riz.columns.TimeZoneField(default='UTC', max_length=64),
        ),
        migrations.RemoveConstraint(
            model_name='user',
            name='identity_user_email_lower_case',
        ),
        migrations.RemoveConstraint(
            model_name='maillink',
            name='identity_mail_link_lower_case',
        ),
        migrations.RemoveConstraint(
            model_name='invitation',
            name='identity_invitation_email_lower_case',
        ),
        migrations.RemoveConstraint(
            model_name='partner',
            name='identity_partner_domain_lower_case',
        ),
        migrations.RemoveConstraint(
            model_name='passkey',
            name='identity_passkey_has_a_name',
        ),
        migrations.RemoveConstraint(
            model_name='role',
            name='identity_role_has_a_name',
        ),
        AlterToValue(
            model_name='partner',
            name='domain',
            field=riz.columns.HostField(max_length=253),
        ),
        AlterToValue(
            model_name='linkedlogin',
            name='email',
            field=riz.columns.LineField(blank=True, max_length=254),
        ),
    ]
