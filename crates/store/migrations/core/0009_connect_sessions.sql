CREATE TABLE connect_sessions (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  sealed BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX connect_sessions_by_end ON connect_sessions (expires_at);
