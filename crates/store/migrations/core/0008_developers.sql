UPDATE environments SET name = 'default' WHERE name = 'Main';

CREATE TABLE api_keys (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  key_hash TEXT NOT NULL UNIQUE,
  prefix TEXT NOT NULL,
  name TEXT NOT NULL,
  grants TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT,
  last_used_at BIGINT
);
CREATE INDEX api_keys_by_environment ON api_keys (environment_id, id);

CREATE TABLE integrations (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  unique_key TEXT NOT NULL,
  provider TEXT NOT NULL,
  display_name TEXT,
  config TEXT NOT NULL,
  forward_webhooks BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (environment_id, unique_key)
);

CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);
INSERT INTO counters (name, value) SELECT 'connections', COUNT(*) FROM connections;

ALTER TABLE connections ADD COLUMN integration TEXT NOT NULL DEFAULT '';
ALTER TABLE connections ADD COLUMN public_id TEXT NOT NULL DEFAULT '';
ALTER TABLE connections ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE connections ADD COLUMN config TEXT NOT NULL DEFAULT '{}';
ALTER TABLE connections ADD COLUMN metadata TEXT;
ALTER TABLE connections ADD COLUMN tags TEXT NOT NULL DEFAULT '{}';
ALTER TABLE connections ADD COLUMN end_user TEXT;
ALTER TABLE connections ADD COLUMN end_user_id TEXT;
ALTER TABLE connections ADD COLUMN organization_id TEXT;
ALTER TABLE connections ADD COLUMN search TEXT NOT NULL DEFAULT '';
ALTER TABLE connections ADD COLUMN webhook_url TEXT;
ALTER TABLE connections ADD COLUMN last_fetched_at BIGINT;
ALTER TABLE connections ADD COLUMN deleted_at BIGINT;
UPDATE connections SET integration = provider, public_id = id, search = id;
UPDATE connections SET number = (SELECT COUNT(*) FROM connections AS older WHERE older.id <= connections.id);
CREATE UNIQUE INDEX connections_by_public_id ON connections (environment_id, integration, public_id)
  WHERE deleted_at IS NULL;
