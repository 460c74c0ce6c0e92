CREATE TABLE runs (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  bridge_id TEXT REFERENCES bridges (id),
  kind TEXT NOT NULL,
  started_by TEXT NOT NULL,
  actor TEXT NOT NULL,
  state TEXT NOT NULL,
  rehearsal BIGINT NOT NULL,
  counters TEXT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT,
  calls BIGINT NOT NULL,
  checkpoint TEXT,
  sentence TEXT,
  cancel_requested BIGINT NOT NULL,
  due_at BIGINT,
  started_at BIGINT,
  finished_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX runs_one_at_a_time ON runs (environment_id, COALESCE(bridge_id, ''), kind)
  WHERE finished_at IS NULL AND rehearsal = 0;
CREATE INDEX runs_by_bridge ON runs (environment_id, bridge_id, kind, id);

CREATE TABLE records (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  run_id TEXT NOT NULL REFERENCES runs (id),
  bridge_id TEXT,
  kind TEXT NOT NULL,
  object TEXT NOT NULL,
  subject TEXT NOT NULL,
  name TEXT NOT NULL,
  psa_id TEXT,
  distributor_id TEXT,
  status TEXT NOT NULL,
  activity TEXT NOT NULL,
  code TEXT,
  sentence TEXT NOT NULL,
  search TEXT NOT NULL,
  latest BIGINT NOT NULL,
  at BIGINT NOT NULL,
  UNIQUE (run_id, object, subject)
);
CREATE UNIQUE INDEX records_latest ON records (environment_id, COALESCE(bridge_id, ''), kind, object, subject)
  WHERE latest = 1;
CREATE INDEX records_by_time ON records (environment_id, at);

CREATE TABLE notices (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  state TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  recipients TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  sent_at BIGINT,
  tries BIGINT NOT NULL,
  failure TEXT,
  UNIQUE (environment_id, subject_kind, subject_id, state)
);

CREATE TABLE audit (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  sentence TEXT NOT NULL,
  detail TEXT NOT NULL,
  search TEXT NOT NULL
);
CREATE INDEX audit_by_environment ON audit (environment_id, id);

CREATE TABLE not_taken (
  environment_id TEXT NOT NULL,
  bridge_id TEXT NOT NULL REFERENCES bridges (id),
  psa_order_id TEXT NOT NULL,
  psa_order_number TEXT NOT NULL,
  purchase_for TEXT NOT NULL,
  reason TEXT NOT NULL,
  seen_at BIGINT NOT NULL,
  taken_at BIGINT,
  taken_by TEXT,
  PRIMARY KEY (bridge_id, psa_order_id)
);

CREATE TABLE settings (
  environment_id TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by TEXT NOT NULL,
  PRIMARY KEY (environment_id, name)
);

CREATE TABLE installation (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  updated_at BIGINT NOT NULL
);
