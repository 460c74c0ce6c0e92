ALTER TABLE connections ADD COLUMN renewal_failed_since BIGINT;
ALTER TABLE connections ADD COLUMN renewal_rests_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE connections ADD COLUMN renewal_lease_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE connections ADD COLUMN renewal_lease_by TEXT NOT NULL DEFAULT '';
