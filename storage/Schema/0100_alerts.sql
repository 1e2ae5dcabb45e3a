-- Rules and webhooks: one JSON document a version; the highest version is the truth, a deleted one leaves a tombstone.
CREATE TABLE IF NOT EXISTS alert_rules
(
  id String,
  version UInt64,
  deleted UInt8,
  updated_at DateTime64(9, 'UTC'),
  body String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id;

CREATE TABLE IF NOT EXISTS webhooks
(
  id String,
  version UInt64,
  deleted UInt8,
  updated_at DateTime64(9, 'UTC'),
  body String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version)
ORDER BY id;

-- One row a state change. The newest row of an instance is its state, and a row with an event is its notification: there
-- are no transactions, so both are the same row. Its id is derived, so inserting it twice leaves one.
CREATE TABLE IF NOT EXISTS alert_transitions
(
  id String,
  rule_id String,
  fingerprint String,
  labels String,
  from_state LowCardinality(String),
  state LowCardinality(String),
  changed_at DateTime64(9, 'UTC'),
  pending_since Int64,
  firing_since Int64,
  recovering_since Int64,
  value Float64,
  threshold Float64,
  event LowCardinality(String),
  webhook_ids Array(String),
  payload String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
ORDER BY (rule_id, fingerprint, changed_at, id)
TTL toDateTime(changed_at) + INTERVAL 400 DAY;

CREATE TABLE IF NOT EXISTS alert_evaluations
(
  rule_id String,
  fingerprint String,
  at DateTime64(9, 'UTC'),
  state LowCardinality(String),
  has_value UInt8,
  value Float64,
  threshold Float64,
  duration_ns UInt64,
  error String,
  INDEX by_time at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree
PARTITION BY toDate(at)
ORDER BY (rule_id, fingerprint, at)
TTL toDateTime(at) + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1;

-- One row an attempt (or a request to deliver again, attempt 0 of a new round). The newest row decides what comes next.
CREATE TABLE IF NOT EXISTS deliveries
(
  notification_id String,
  webhook_id String,
  rule_id String,
  event LowCardinality(String),
  attempt UInt32,
  step UInt32,
  at DateTime64(9, 'UTC'),
  outcome LowCardinality(String),
  status UInt16,
  error String,
  duration_ns UInt64,
  answer String CODEC(ZSTD(1)),
  next_attempt_at DateTime64(9, 'UTC')
)
ENGINE = MergeTree
ORDER BY (notification_id, webhook_id, at)
TTL toDateTime(at) + INTERVAL 30 DAY;
