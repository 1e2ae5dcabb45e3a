-- What people do not want to be told again of a function: one JSON document a function and version, like rules and webhooks.
CREATE TABLE IF NOT EXISTS advice_dismissals
(
  id String,
  version UInt64,
  deleted UInt8,
  updated_at DateTime64(9, 'UTC'),
  body String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id;
