import riz.columns
from django.db import migrations
from riz.mending import AlterToValue, CURRENCY, LINE, NAME, mend


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0002_payees'),
    ]

    operations = [
        mend("payments", "Payable", currency=CURRENCY, description=NAME),
        mend("payments", "PaymentIntent", currency=CURRENCY),
        mend("payments", "Receipt", currency=CURRENCY, description=NAME, payer_name=LINE),
        mend("payments", "Refund", currency=CURRENCY, reason=NAME),
        mend("payments", "SandboxIntent", currency=CURRENCY),
        AlterToValue(
            model_name='payable',
            name='currency',
            field=riz.columns.CurrencyField(max_length=3),
        ),
        AlterToValue(
            model_name='payable',
            name='description',
            field=riz.columns.LineField(),
        ),
        AlterToValue(
            model_name='paymentintent',
            name='currency',
            field=riz.columns.CurrencyField(max_length=3),
        ),
        AlterToValue(
            model_name='receipt',
            name='currency',
            field=riz.columns.CurrencyField(max_length=3),
        ),
        AlterToValue(
            model_name='receipt',
            name='description',
            field=riz.columns.LineField(),
        ),
        AlterToValue(
            model_name='receipt',
            name='payer_name',
            field=riz.columns.LineField(blank=True),
        ),
        AlterToValue(
            model_name='refund',
            name='currency',
            field=riz.columns.CurrencyField(max_length=3),
        ),
        AlterToValue(
            model_name='refund',
            name='reason',
            field=riz.columns.LineField(),
        ),
        AlterToValue(
            model_name='sandboxintent',
            name='currency',
            field=riz.columns.CurrencyField(max_length=3),
        ),
    ]
