-- The outbox: one row a message to the webhooks of a rule about the alerts of its group, or a test ping (no rule). What a group was last told is its
-- newest row. Ids are derived, so inserting a row twice leaves one.
CREATE TABLE IF NOT EXISTS alert_notifications
(
  id String,
  rule_id String,
  at DateTime64(9, 'UTC'),
  event LowCardinality(String),
  webhook_ids Array(String),
  firing Array(String),
  resolved Array(String),
  payload String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
ORDER BY (rule_id, at, id)
TTL toDateTime(at) + INTERVAL 400 DAY;
