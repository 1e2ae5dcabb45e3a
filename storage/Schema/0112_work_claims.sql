-- Which of several processes does the work that only one may do: each that could says again and again that it is there. Times are the server's: one clock.
CREATE TABLE IF NOT EXISTS work_claims
(
  work LowCardinality(String),
  process_id String,
  beat DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'),
  state LowCardinality(String)
)
ENGINE = ReplacingMergeTree(beat)
ORDER BY (work, process_id)
TTL toDateTime(beat) + INTERVAL 1 DAY;
