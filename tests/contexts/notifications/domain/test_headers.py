from __future__ import annotations

from uuid import UUID

import pytest

from contexts.notifications.domain.headers import message_id, one_line

MESSAGE = UUID("0198c5f0-1122-7aaa-8bbb-99aabbccddee")


class TestOneLine:
    @pytest.mark.parametrize(
        "text",
        [
            "Asha\r\nBcc: all@riz.example",
            "Asha\nX: y",
            "Asha\x85X",
            "Asha\u2028X",
            "Asha\x00X",
            "a\x7fb",
        ],
    )
    def test_no_name_adds_a_header(self, text):
        line = one_line(text)

        assert len(line.splitlines()) == 1
        assert line.isprintable()

    def test_keeps_every_script(self):
        assert one_line("আশা देबबर्मा Ångström 山") == "আশা देबबर्मा Ångström 山"


class TestMessageId:
    @pytest.mark.parametrize(
        ("sender", "expected"),
        [
            ("Tripura <bookings@riz.example>", f"<{MESSAGE}@riz.example>"),
            ("bookings@riz.example", f"<{MESSAGE}@riz.example>"),
            ("nobody", f"<{MESSAGE}@riz.invalid>"),
            ("a@b\r\nX: y", f"<{MESSAGE}@riz.invalid>"),
            ("a@b_c", f"<{MESSAGE}@riz.invalid>"),
        ],
    )
    def test_lies_in_the_senders_domain(self, sender, expected):
        assert message_id(message=MESSAGE, sender=sender) == expected
