CREATE TABLE catalogue_meta (
  environment_id TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (environment_id, name)
);
