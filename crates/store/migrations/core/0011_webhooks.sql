CREATE TABLE webhook_deliveries (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  message_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  integration TEXT NOT NULL,
  public_id TEXT NOT NULL,
  url TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  due_at BIGINT,
  tried_at BIGINT,
  status BIGINT,
  failure TEXT,
  created_at BIGINT NOT NULL,
  ended_at BIGINT
);
CREATE INDEX webhook_deliveries_by_environment ON webhook_deliveries (environment_id, id);
CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (environment_id, state, ended_at);
