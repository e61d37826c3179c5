"""Partners, people, what they may do and what they did, from the database before RIZ."""

from __future__ import annotations

from riz.importing.tables import imports
from riz.importing.words import means

from ..parts.accounts.domain import policies as accounts
from ..parts.partners.domain.policies import MANAGE_PARTNERS, READ_PARTNERS
from .partners import import_credentials, import_partners
from .people import import_activity, import_users, refuse_orphans
from .roles import import_assignments, import_roles, import_user_roles

means(accounts.READ_ANY, "user.read user.view")
means(accounts.MANAGE, "user.manage user.write role.manage")
means(READ_PARTNERS, "partner.view")
means(MANAGE_PARTNERS, "partner.write")

imports("api_partners", "SELECT * FROM api_partners ORDER BY created_at, id", import_partners)
# The newest first: they take the two places that a partner has.
imports(
    "api_credentials",
    "SELECT * FROM api_credentials ORDER BY partner_id, is_active DESC, created_at DESC, id",
    import_credentials,
)
imports(
    "users",
    "SELECT u.*, c.password_hash, c.password_algo, c.last_login, c.password_updated_at, c.is_locked"
    " FROM users u LEFT JOIN user_credentials c ON c.user_id = u.id ORDER BY u.created_at, u.id",
    import_users,
)
imports(
    "user_credentials",
    "SELECT c.id, c.user_id FROM user_credentials c"
    " LEFT JOIN users u ON u.id = c.user_id WHERE u.id IS NULL ORDER BY c.id",
    refuse_orphans,
)
imports(
    "roles",
    "SELECT r.*, coalesce(array_agg(p.code ORDER BY p.code) FILTER (WHERE p.id IS NOT NULL), '{}') AS codes"
    " FROM roles r LEFT JOIN role_permissions rp ON rp.role_id = r.id"
    " LEFT JOIN permissions p ON p.id = rp.permission_id GROUP BY r.id ORDER BY r.name",
    import_roles,
)
imports(
    "user_roles",
    "SELECT ur.user_id, ur.role_id, r.name FROM user_roles ur LEFT JOIN roles r ON r.id = ur.role_id"
    " ORDER BY ur.user_id, ur.role_id",
    import_user_roles,
    key=("user_id", "role_id"),
)
imports(
    "asset_manager_assignments",
    "SELECT * FROM asset_manager_assignments ORDER BY id",
    import_assignments,
)
imports(
    "user_activity_logs",
    "SELECT * FROM user_activity_logs ORDER BY created_at, id",
    import_activity,
)
