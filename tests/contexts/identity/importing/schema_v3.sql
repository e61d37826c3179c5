CREATE TABLE api_partners (id uuid PRIMARY KEY, name text, domain text, contact_email text, is_active boolean, created_at timestamp);
CREATE TABLE users (
    id uuid PRIMARY KEY, full_name varchar(150), email varchar(150) UNIQUE, phone varchar(20), user_type text,
    partner_id uuid, is_active boolean, is_verified boolean, created_at timestamp, updated_at timestamp
);
CREATE TABLE user_credentials (
    id uuid PRIMARY KEY, user_id uuid UNIQUE, password_hash text, password_algo text DEFAULT 'bcrypt',
    last_login timestamp, password_updated_at timestamp, is_locked boolean
);
CREATE TABLE roles (id uuid PRIMARY KEY, name text UNIQUE, description text);
CREATE TABLE permissions (id uuid PRIMARY KEY, code text UNIQUE, description text);
CREATE TABLE role_permissions (role_id uuid, permission_id uuid);
CREATE TABLE user_roles (user_id uuid, role_id uuid);
CREATE TABLE asset_manager_assignments (id uuid PRIMARY KEY, user_id uuid, asset_type text, asset_id uuid, assigned_at timestamp);
CREATE TABLE user_activity_logs (
    id uuid PRIMARY KEY, user_id uuid, action text, resource_type text, resource_id uuid, metadata json, created_at timestamp
);
CREATE TABLE api_credentials (
    id uuid PRIMARY KEY, partner_id uuid, client_id text UNIQUE, client_secret text, scopes text[],
    rate_limit_per_min integer DEFAULT 60, is_active boolean, created_at timestamp
);
