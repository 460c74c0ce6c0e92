ALTER TABLE sessions DROP COLUMN csrf;

CREATE TABLE call_minutes (
  vendor_database TEXT NOT NULL,
  process TEXT NOT NULL,
  minute BIGINT NOT NULL,
  person BIGINT NOT NULL,
  orders BIGINT NOT NULL,
  status BIGINT NOT NULL,
  proxy BIGINT NOT NULL,
  bulk BIGINT NOT NULL,
  others BIGINT,
  PRIMARY KEY (vendor_database, process, minute)
);
CREATE INDEX call_minutes_by_time ON call_minutes (minute);
