-- The people who may sign in: one JSON document a version, like rules and webhooks; passwords and invitations as hashes only.
CREATE TABLE IF NOT EXISTS accounts
(
  id String,
  version UInt64,
  deleted UInt8,
  updated_at DateTime64(9, 'UTC'),
  body String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id;
