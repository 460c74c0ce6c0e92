ALTER TABLE product_links ADD COLUMN decisions TEXT;
ALTER TABLE product_links ADD COLUMN decision_no BIGINT NOT NULL DEFAULT 0;
ALTER TABLE product_links ADD COLUMN search TEXT NOT NULL DEFAULT '';
ALTER TABLE plan_items ADD COLUMN search TEXT NOT NULL DEFAULT '';
UPDATE product_links SET search = LOWER(sku || ' ' || name);
UPDATE plan_items SET search = LOWER(sku || ' ' || name);
UPDATE product_links SET decisions = '[{"answer":"accept","about":"' || REPLACE(REPLACE(approved, '\', '\\'), '"', '\"')
  || '","by":"","at":"1970-01-01T00:00:00Z","reason":""}]' WHERE approved IS NOT NULL;
ALTER TABLE product_links DROP COLUMN approved;
ALTER TABLE product_links DROP COLUMN chosen;
