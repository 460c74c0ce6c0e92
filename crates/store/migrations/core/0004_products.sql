CREATE TABLE product_links (
  environment_id TEXT NOT NULL,
  bridge_id TEXT NOT NULL REFERENCES bridges (id),
  sku TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  product_id TEXT,
  vendor_row_id TEXT,
  made_by_us BIGINT NOT NULL,
  written TEXT,
  hold TEXT,
  approved TEXT,
  chosen TEXT,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (bridge_id, sku)
);
CREATE INDEX product_links_by_product ON product_links (bridge_id, product_id);

CREATE TABLE plan_items (
  environment_id TEXT NOT NULL,
  run_id TEXT NOT NULL REFERENCES runs (id),
  sku TEXT NOT NULL,
  name TEXT NOT NULL,
  action TEXT NOT NULL,
  calls BIGINT NOT NULL,
  detail TEXT NOT NULL,
  done BIGINT NOT NULL,
  PRIMARY KEY (run_id, sku)
);
CREATE INDEX plan_items_to_do ON plan_items (run_id, done, sku);
