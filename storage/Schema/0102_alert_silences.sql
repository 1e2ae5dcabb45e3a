-- What nobody is to be told of for a time: one JSON document a version, like rules and webhooks.
CREATE TABLE IF NOT EXISTS alert_silences
(
  id String,
  version UInt64,
  deleted UInt8,
  updated_at DateTime64(9, 'UTC'),
  body String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id;
