CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  bridge_id TEXT NOT NULL,
  psa_database TEXT NOT NULL,
  psa_order_id TEXT NOT NULL,
  psa_order_number TEXT NOT NULL,
  distributor TEXT NOT NULL,
  country TEXT NOT NULL,
  account TEXT NOT NULL,
  customer_po_number TEXT,
  number_key TEXT,
  purchase_for TEXT NOT NULL,
  search TEXT NOT NULL,
  state TEXT NOT NULL,
  explanation TEXT NOT NULL,
  reasons TEXT NOT NULL,
  snapshot TEXT,
  digest TEXT,
  approved_digest TEXT,
  request TEXT,
  attempt BIGINT NOT NULL,
  may_have_left BIGINT NOT NULL,
  questions BIGINT NOT NULL,
  wish TEXT,
  priced_at BIGINT,
  total BIGINT,
  currency TEXT,
  differences TEXT NOT NULL,
  written_back TEXT,
  checked_at BIGINT,
  sent_at BIGINT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (psa_database, psa_order_id),
  UNIQUE (distributor, country, account, number_key)
);
CREATE INDEX orders_by_state ON orders (environment_id, state, updated_at);

CREATE TABLE order_lines (
  environment_id TEXT NOT NULL,
  order_id TEXT NOT NULL REFERENCES orders (id),
  line BIGINT NOT NULL,
  psa_item_id TEXT NOT NULL,
  sku TEXT NOT NULL,
  name TEXT NOT NULL,
  quantity BIGINT NOT NULL,
  unit_price BIGINT,
  psa_price BIGINT,
  state TEXT NOT NULL,
  shipped BIGINT NOT NULL,
  backordered BIGINT NOT NULL,
  eta TEXT,
  PRIMARY KEY (order_id, line)
);

CREATE TABLE distributor_orders (
  environment_id TEXT NOT NULL,
  order_id TEXT NOT NULL REFERENCES orders (id),
  number TEXT NOT NULL,
  source TEXT NOT NULL,
  first_seen_at BIGINT NOT NULL,
  PRIMARY KEY (order_id, number)
);

CREATE TABLE shipments (
  environment_id TEXT NOT NULL,
  order_id TEXT NOT NULL REFERENCES orders (id),
  line BIGINT NOT NULL,
  order_number TEXT NOT NULL,
  tracking TEXT NOT NULL,
  quantity BIGINT NOT NULL,
  serials TEXT NOT NULL,
  shipped_at TEXT,
  warehouse TEXT,
  ship_method TEXT,
  first_seen_at BIGINT NOT NULL,
  PRIMARY KEY (order_id, line, order_number, tracking)
);

CREATE TABLE invoices (
  environment_id TEXT NOT NULL,
  order_id TEXT NOT NULL REFERENCES orders (id),
  number TEXT NOT NULL,
  date TEXT,
  total BIGINT NOT NULL,
  currency TEXT NOT NULL,
  content TEXT NOT NULL,
  first_seen_at BIGINT NOT NULL,
  PRIMARY KEY (order_id, number)
);

CREATE TABLE order_events (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  order_id TEXT NOT NULL REFERENCES orders (id),
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  sentence TEXT NOT NULL,
  reason TEXT
);
CREATE INDEX order_events_by_order ON order_events (order_id, id);

CREATE TABLE attempts (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  operation TEXT NOT NULL,
  request TEXT,
  response TEXT,
  outcome TEXT NOT NULL,
  sentence TEXT NOT NULL,
  elapsed_ms BIGINT NOT NULL
);
CREATE INDEX attempts_by_subject ON attempts (environment_id, subject_kind, subject_id, id);

CREATE TABLE work (
  id TEXT PRIMARY KEY,
  environment_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  lane TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  lease_by TEXT NOT NULL,
  version BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  code TEXT,
  sentence TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (kind, subject_id)
);
CREATE INDEX work_by_due ON work (lane, due_at);
