-- Who did what, and what was refused. Rows are only added; they go with their day.
CREATE TABLE IF NOT EXISTS audit
(
  id String,
  at DateTime64(9, 'UTC'),
  actor String,
  kind LowCardinality(String),
  address String,
  action LowCardinality(String),
  outcome LowCardinality(String),
  object String,
  detail String
)
ENGINE = MergeTree
PARTITION BY toDate(at, 'UTC')
ORDER BY (at, id)
TTL toDateTime(at, 'UTC') + INTERVAL {audit_days} DAY
SETTINGS ttl_only_drop_parts = 1;
