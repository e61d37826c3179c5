"""A throttle is called what others call it."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Rename the model and its table."""

    dependencies: ClassVar = [("identity", "0015_leased_exports")]

    operations: ClassVar = [migrations.RenameModel("SignInBrake", "LoginThrottle")]
