-- Programs ask what changed since they asked last. Products and shipments say since when they are as they are; orders and
-- invoices do so already.
ALTER TABLE product_links ADD COLUMN shown_at BIGINT;
ALTER TABLE product_links ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE product_links ADD COLUMN gone_at BIGINT;
UPDATE product_links SET changed_at = updated_at,
  shown_at = CASE WHEN state IN ('linked', 'retired') THEN created_at END,
  gone_at = CASE WHEN state = 'retired' THEN updated_at END;
CREATE INDEX product_links_by_change ON product_links (bridge_id, changed_at, sku);

ALTER TABLE shipments ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
UPDATE shipments SET changed_at = first_seen_at;
CREATE INDEX shipments_by_change ON shipments (environment_id, changed_at);

CREATE INDEX orders_by_change ON orders (bridge_id, updated_at, id);
CREATE INDEX invoices_by_change ON invoices (environment_id, first_seen_at);
