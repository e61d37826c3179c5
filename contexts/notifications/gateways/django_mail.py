"""Mail through Django's mail backend, whichever the settings name."""

from __future__ import annotations

import smtplib

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email

from ..contracts import Mail
from .protocol import NotDelivered, ensure_outside_transaction

_PERMANENT = range(500, 600)


class DjangoMailer:
    """Hands a mail to the backend; SMTP's 5xx answers are permanent, everything else may pass."""

    def send(self, mail: Mail) -> None:
        ensure_outside_transaction()
        message = EmailMultiAlternatives(
            subject=mail.subject,
            body=mail.text,
            to=[mail.recipient],
            headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
        )
        message.attach_alternative(mail.html, "text/html")
        try:
            validate_email(mail.recipient)
            message.send()
        except smtplib.SMTPRecipientsRefused as refused:
            code, reason = next(iter(refused.recipients.values()))
            raise _not_delivered(code, reason) from refused
        except smtplib.SMTPResponseException as refused:
            raise _not_delivered(refused.smtp_code, refused.smtp_error) from refused
        except (smtplib.SMTPException, OSError) as error:
            raise NotDelivered(f"{type(error).__name__}: {error}", is_permanent=False) from error
        except (ValidationError, ValueError) as error:
            raise NotDelivered(f"{type(error).__name__}: {error}", is_permanent=True) from error


def _not_delivered(code: int, reason: bytes | str) -> NotDelivered:
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return NotDelivered(f"{code} {text}", is_permanent=code in _PERMANENT)
