from __future__ import annotations

import os
import subprocess
import sys

import pytest

ASK = "from django.conf import settings; print(settings.PAYMENTS_SANDBOX)"


class TestProduction:
    @pytest.mark.parametrize(
        ("said", "expected"), [({}, "False"), ({"PAYMENTS_SANDBOX": "True"}, "True")]
    )
    def test_has_the_sandbox_only_where_somebody_says_so(self, said, expected):
        environment = {key: value for key, value in os.environ.items() if key != "PAYMENTS_SANDBOX"}
        environment |= {
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "SECRET_KEY": "k" * 64,
            "ALLOWED_HOSTS": "riz.example",
            "JWT_SIGNING_KEYS": '{"keys": []}',
            "FIELD_ENCRYPTION_KEYS": "a2" * 22,
            "OIDC_RSA_PRIVATE_KEY": "a key",
        }

        answer = subprocess.run(
            [sys.executable, "-c", ASK],
            env=environment | said,
            capture_output=True,
            text=True,
            check=True,
        )

        assert answer.stdout.strip() == expected
