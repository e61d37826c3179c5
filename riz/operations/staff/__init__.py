"""Staff screens: what people read there, and who asks. Each subject has its file; whose request it is, is told here."""

from .actors import actor_of_staff, organisations_of_riz

__all__ = ["actor_of_staff", "organisations_of_riz"]
