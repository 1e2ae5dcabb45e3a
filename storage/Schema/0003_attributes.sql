-- The keys of attributes and some of their values, for the completion of searches: one row for each day, signal, scope and key, so that a
-- completion reads few rows whatever the number of spans. A key keeps at most 200 of a day's values; the engine holds to that at each merge.
-- Rows are sets: what is inserted twice changes nothing. What belongs to both signals (resources) has no signal.
-- The writer adds what it has not seen before (storage/Completion).
-- scope: resource, span, log, event, scope; and field, for the names that are no attributes (name, event, scope).
CREATE TABLE IF NOT EXISTS attributes
(
  day Date,
  signal LowCardinality(String),
  scope LowCardinality(String),
  key String CODEC(ZSTD(1)),
  values SimpleAggregateFunction(groupUniqArrayArray(200), Array(String)) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY day
ORDER BY (scope, key, signal)
TTL day + INTERVAL {longest_days} DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1;
