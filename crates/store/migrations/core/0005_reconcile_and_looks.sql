ALTER TABLE bridges ADD COLUMN reconcile_reason TEXT;
ALTER TABLE bridges ADD COLUMN reconcile_since BIGINT;
ALTER TABLE bridges ADD COLUMN reconcile_listed_at BIGINT;

CREATE TABLE reconcile_findings (
  environment_id TEXT NOT NULL,
  bridge_id TEXT NOT NULL REFERENCES bridges (id),
  psa_order_id TEXT NOT NULL,
  psa_order_number TEXT NOT NULL,
  purchase_for TEXT NOT NULL,
  customer_po_number TEXT,
  known BIGINT NOT NULL,
  finding TEXT NOT NULL,
  sentence TEXT NOT NULL,
  order_numbers TEXT NOT NULL,
  asked_at BIGINT,
  PRIMARY KEY (bridge_id, psa_order_id)
);

ALTER TABLE templates ADD COLUMN looked_at BIGINT;
ALTER TABLE templates ADD COLUMN look_found TEXT;
