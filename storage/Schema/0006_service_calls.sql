-- Calls between services, per slot of five minutes of the callee's start and of the caller's: so a slot that is worked out again, because spans came
-- late for one side, replaces all that it had a part in. kind is that of the callee's span. storage/Rollup writes it, as it does span_slots.
CREATE TABLE IF NOT EXISTS service_calls
(
  slot DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  caller_slot DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  caller LowCardinality(String) CODEC(ZSTD(1)),
  callee LowCardinality(String) CODEC(ZSTD(1)),
  kind UInt8 CODEC(ZSTD(1)),
  calls UInt64 CODEC(ZSTD(1)),
  errors UInt64 CODEC(ZSTD(1)),
  durations AggregateFunction(quantilesTiming(0.5, 0.95, 0.99), UInt16) CODEC(ZSTD(1)),
  revision UInt64 CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(revision)
PARTITION BY toDate(slot, 'UTC')
ORDER BY (slot, caller_slot, caller, callee, kind)
TTL slot + INTERVAL 1 DAY + INTERVAL {traces_days} DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1,
  min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;
