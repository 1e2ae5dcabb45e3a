-- Searches under a name, for everybody: one JSON document a search and version, like rules and webhooks.
CREATE TABLE IF NOT EXISTS saved_searches
(
  id String,
  version UInt64,
  deleted UInt8,
  updated_at DateTime64(9, 'UTC'),
  body String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id;
