-- What is searched is folded by the program. The hashes are forgotten, so that the next file writes every row anew.
ALTER TABLE catalogue_items ADD COLUMN search TEXT NOT NULL DEFAULT '';
UPDATE catalogue_items SET hash = '',
  search = LOWER(sku || ' ' || part || ' ' || manufacturer || ' ' || distributor_part || ' ' || description);
