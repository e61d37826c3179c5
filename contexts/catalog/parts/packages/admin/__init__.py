"""Staff screens of packages."""

from .packages import PackageAdmin

__all__ = ["PackageAdmin"]
