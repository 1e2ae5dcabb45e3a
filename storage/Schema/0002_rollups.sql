-- What is asked again and again of whole days, kept per slot of five minutes. A slot is worked out from its spans as a whole and replaces
-- what was said of it before, so repeated requests count once, late spans are taken in and a crash leaves nothing half:
-- docs/adr/0008-rollups.md. storage/Rollup writes them. They are kept a day longer than the spans: never less than those.
-- A day for which nothing came during an hour becomes one part: what a reader pays for a day is parts more than rows.

-- Rate, errors, and durations in logarithmic buckets (docs/adr/0013-logarithmic-buckets.md).
CREATE TABLE IF NOT EXISTS span_slots
(
  root Bool CODEC(ZSTD(1)),
  slot DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  service LowCardinality(String) CODEC(ZSTD(1)),
  version LowCardinality(String) CODEC(ZSTD(1)),
  environment LowCardinality(String) CODEC(ZSTD(1)),
  function LowCardinality(String) CODEC(ZSTD(1)),
  name LowCardinality(String) CODEC(ZSTD(1)),
  kind UInt8 CODEC(ZSTD(1)),
  status UInt8 CODEC(ZSTD(1)),
  cold Enum8('' = 0, 'false' = 1, 'true' = 2) CODEC(ZSTD(1)),
  spans UInt64 CODEC(ZSTD(1)),
  durations AggregateFunction(quantilesTiming(0.5, 0.95, 0.99), UInt16) CODEC(ZSTD(1)),
  revision UInt64 CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(revision)
PARTITION BY toDate(slot, 'UTC')
ORDER BY (root, slot, service, version, environment, function, name, kind, status, cold)
TTL slot + INTERVAL 1 DAY + INTERVAL {traces_days} DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1,
  min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;

-- The slots in which a trace has spans: where to look for one whose time nobody knows.
CREATE TABLE IF NOT EXISTS trace_slots
(
  trace_id FixedString(16) CODEC(ZSTD(1)),
  slot DateTime('UTC') CODEC(Delta(4), ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toDate(slot, 'UTC')
ORDER BY (trace_id, slot)
TTL slot + INTERVAL 1 DAY + INTERVAL {traces_days} DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 1024,
  min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;

-- Written last: the slots that the tables above hold, and of how many stored spans (repeats included) they were made.
CREATE TABLE IF NOT EXISTS rolled_slots
(
  slot DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  stored_spans UInt64 CODEC(ZSTD(1)),
  revision UInt64 CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(revision)
PARTITION BY toDate(slot, 'UTC')
ORDER BY slot
TTL slot + INTERVAL 1 DAY + INTERVAL {traces_days} DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1;
