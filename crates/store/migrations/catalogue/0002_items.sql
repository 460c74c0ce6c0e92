CREATE TABLE catalogue_items (
  environment_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  sku TEXT NOT NULL,
  hash BYTEA NOT NULL,
  part TEXT NOT NULL,
  manufacturer TEXT NOT NULL,
  distributor_part TEXT NOT NULL,
  description TEXT NOT NULL,
  long_description TEXT,
  category TEXT NOT NULL,
  media TEXT NOT NULL,
  standing TEXT NOT NULL,
  cost BIGINT,
  regular_cost BIGINT,
  msrp BIGINT,
  map_price BIGINT,
  quantity BIGINT NOT NULL,
  direct_ship BIGINT,
  stock TEXT NOT NULL,
  eta TEXT,
  minimum_quantity BIGINT,
  serialized BIGINT,
  is_virtual BIGINT NOT NULL,
  end_user_data BIGINT NOT NULL,
  upc TEXT,
  weight BIGINT,
  replacement TEXT,
  first_seen_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  cost_at BIGINT NOT NULL,
  gone_at BIGINT,
  PRIMARY KEY (connection_id, sku)
);

CREATE TABLE catalogue_staging (
  environment_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  sku TEXT NOT NULL,
  line BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  cost BIGINT,
  change BIGINT NOT NULL,
  PRIMARY KEY (connection_id, sku)
);
CREATE INDEX catalogue_staging_by_line ON catalogue_staging (connection_id, line);

CREATE TABLE catalogue_costs (
  environment_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  sku TEXT NOT NULL,
  since BIGINT NOT NULL,
  cost BIGINT,
  PRIMARY KEY (connection_id, sku, since)
);

CREATE TABLE catalogue_groups (
  environment_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  skus BIGINT NOT NULL,
  in_stock BIGINT NOT NULL,
  PRIMARY KEY (connection_id, kind, code)
);

CREATE TABLE catalogue_names (
  environment_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (connection_id, kind, code)
);

CREATE TABLE catalogue_files (
  environment_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  source TEXT NOT NULL,
  state TEXT NOT NULL,
  sentence TEXT NOT NULL,
  made_on TEXT,
  scope TEXT NOT NULL,
  good BIGINT NOT NULL,
  bad BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  added BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  gone BIGINT NOT NULL,
  PRIMARY KEY (connection_id, run_id)
);

CREATE TABLE catalogue_bad_rows (
  environment_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  line BIGINT NOT NULL,
  reason TEXT NOT NULL,
  found TEXT NOT NULL,
  PRIMARY KEY (connection_id, run_id, line)
);
