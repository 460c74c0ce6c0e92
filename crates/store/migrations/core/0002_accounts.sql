CREATE TABLE environments (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE users (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  name TEXT NOT NULL,
  owner BIGINT NOT NULL,
  password_hash TEXT,
  locale TEXT,
  theme TEXT,
  created_at BIGINT NOT NULL,
  signed_in_at BIGINT,
  UNIQUE (environment_id, email_key)
);
CREATE INDEX users_by_email ON users (email_key);

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id),
  csrf TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (environment_id, user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE sign_in_links (
  token_hash TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  user_id TEXT REFERENCES users (id),
  purpose TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);

CREATE TABLE connections (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  state TEXT NOT NULL,
  account_key TEXT,
  account_kind TEXT NOT NULL,
  test_host BIGINT NOT NULL,
  display_name TEXT NOT NULL,
  settings TEXT NOT NULL,
  email TEXT,
  health_code TEXT,
  health_sentence TEXT,
  checked_at BIGINT,
  permissions TEXT NOT NULL,
  connected_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX connections_by_provider ON connections (environment_id, provider);
CREATE INDEX connections_by_account ON connections (provider, account_key);

CREATE TABLE credentials (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  owner_kind TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  slot TEXT NOT NULL,
  key_id TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (environment_id, owner_kind, owner_id, slot)
);
CREATE INDEX credentials_by_key ON credentials (key_id);

CREATE TABLE bridges (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  psa_connection_id TEXT NOT NULL REFERENCES connections (id),
  distributor_connection_id TEXT NOT NULL REFERENCES connections (id),
  vendor_id TEXT NOT NULL,
  vendor_name TEXT NOT NULL,
  number_template TEXT NOT NULL,
  enabled BIGINT NOT NULL,
  settings TEXT NOT NULL,
  reconcile_first BIGINT NOT NULL,
  polled_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (psa_connection_id, distributor_connection_id)
);
CREATE INDEX bridges_by_distributor ON bridges (distributor_connection_id);

CREATE TABLE templates (
  environment_id TEXT NOT NULL,
  bridge_id TEXT NOT NULL REFERENCES bridges (id),
  kind TEXT NOT NULL,
  enabled BIGINT NOT NULL,
  settings TEXT,
  first_enabled_at BIGINT,
  enabled_at BIGINT,
  next_run_at BIGINT,
  last_run_id TEXT,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (bridge_id, kind)
);
CREATE INDEX templates_by_environment ON templates (environment_id, bridge_id);
