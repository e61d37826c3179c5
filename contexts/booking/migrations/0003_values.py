import riz.columns
from django.db import migrations
from riz.mending import AlterToValue, CURRENCY, EMAIL, LINE, NAME, PHONE, TIME_ZONE, mend
from riz.values import clean_line


def put_into_name(_apps, row, column, text):
    """Keep what people can still make sense of beside the name; the versions of a booking keep all of it."""
    if column == "phone":
        told = clean_line(f"{row.name} ({text})", longest=300)
        type(row).objects.filter(pk=row.pk).update(name=told)


class Migration(migrations.Migration):

    dependencies = [
        ('booking', '0002_erasure'),
    ]

    operations = [
        mend("booking", "Booking", item_name=NAME, contact_name=NAME, contact_email=EMAIL, contact_phone=PHONE, currency=CURRENCY, time_zone=TIME_ZONE, reason=LINE),
        mend("booking", "BookingItem", name=NAME),
        mend("booking", "Customer", full_name=NAME, email=EMAIL, phone=PHONE),
        mend("booking", "CustomerContact", name=LINE, phone=PHONE, lost=put_into_name),
        mend("booking", "AuditEntry", reason=LINE),
        AlterToValue(
            model_name='auditentry',
            name='reason',
            field=riz.columns.LineField(blank=True),
        ),
        AlterToValue(
            model_name='booking',
            name='contact_email',
            field=riz.columns.EmailField(max_length=254),
        ),
        AlterToValue(
            model_name='booking',
            name='contact_name',
            field=riz.columns.LineField(),
        ),
        AlterToValue(
            model_name='booking',
            name='contact_phone',
            field=riz.columns.PhoneField(blank=True, max_length=32),
        ),
        AlterToValue(
            model_name='booking',
            name='currency',
            field=riz.columns.CurrencyField(max_length=3),
        ),
        AlterToValue(
            model_name='booking',
            name='item_name',
            field=riz.columns.LineField(),
        ),
        AlterToValue(
            model_name='booking',
            name='reason',
            field=riz.columns.LineField(blank=True),
        ),
        AlterToValue(
            model_name='booking',
            name='time_zone',
            field=riz.columns.TimeZoneField(max_length=64),
        ),
        AlterToValue(
            model_name='bookingitem',
            name='name',
            field=riz.columns.LineField(),
        ),
        AlterToValue(
            model_name='customer',
            name='email',
            field=riz.columns.EmailField(blank=True, max_length=254),
        ),
        AlterToValue(
            model_name='customer',
            name='full_name',
            field=riz.columns.LineField(),
        ),
        AlterToValue(
            model_name='customer',
            name='phone',
            field=riz.columns.PhoneField(blank=True, max_length=32),
        ),
        AlterToValue(
            model_name='customercontact',
            name='name',
            field=riz.columns.LineField(blank=True),
        ),
        AlterToValue(
            model_name='customercontact',
            name='phone',
            field=riz.columns.PhoneField(blank=True, max_length=32),
        ),
    ]
