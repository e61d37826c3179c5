"""Staff screens of partners, their credentials and what they called."""

from .access_log import PartnerAccessAdmin
from .credentials import PartnerCredentialAdmin
from .partners import PartnerAdmin

__all__ = ["PartnerAccessAdmin", "PartnerAdmin", "PartnerCredentialAdmin"]
