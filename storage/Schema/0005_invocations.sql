-- What invocations did, per slot of five minutes: worked out from the pieces in the table invocations as a whole, as the rollups of spans are
-- (docs/adr/0012-invocation-rollups.md; storage/Rollup writes them). Of a slot that is worked out again only the rows of the last revision
-- count: an end that comes late moves an invocation from one group to another. A day for which nothing came during an hour becomes one part.

-- Invocations by the slot that they start in; weight is the number that they stand for when telemetry is sampled, and weighs the times of
-- initialisation and of the bill. durations are of those that ended, inits of those that were initialised, in logarithmic buckets
-- (docs/adr/0013-logarithmic-buckets.md).
CREATE TABLE IF NOT EXISTS invocation_slots
(
  function_id UInt64 CODEC(ZSTD(1)),
  slot DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  provider LowCardinality(String) CODEC(ZSTD(1)),
  account LowCardinality(String) CODEC(ZSTD(1)),
  region LowCardinality(String) CODEC(ZSTD(1)),
  environment LowCardinality(String) CODEC(ZSTD(1)),
  function LowCardinality(String) CODEC(ZSTD(1)),
  platform LowCardinality(String) CODEC(ZSTD(1)),
  version LowCardinality(String) CODEC(ZSTD(1)),
  architecture LowCardinality(String) CODEC(ZSTD(1)),
  memory_bytes Int64 CODEC(ZSTD(1)),
  init_class UInt8 CODEC(ZSTD(1)),
  outcome UInt8 CODEC(ZSTD(1)),
  invocations UInt64 CODEC(ZSTD(1)),
  newest_ns Int64 CODEC(Delta(8), ZSTD(1)),
  weight Float64 CODEC(ZSTD(1)),
  init_ns Float64 CODEC(ZSTD(1)),
  billed_ns Float64 CODEC(ZSTD(1)),
  billed_init_ns Float64 CODEC(ZSTD(1)),
  durations AggregateFunction(quantilesTiming(0.5, 0.95, 0.99), UInt16) CODEC(ZSTD(1)),
  inits AggregateFunction(quantilesTiming(0.5, 0.95, 0.99), UInt16) CODEC(ZSTD(1)),
  revision UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toDate(slot, 'UTC')
ORDER BY (function_id, slot, version, architecture, memory_bytes, init_class, outcome)
TTL slot + INTERVAL 1 DAY + INTERVAL {invocations_days} DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1,
  min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;

-- What ran during a slot, whenever it started.
CREATE TABLE IF NOT EXISTS concurrency_slots
(
  function_id UInt64 CODEC(ZSTD(1)),
  slot DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  peak UInt32 CODEC(ZSTD(1)),
  busy_ns UInt64 CODEC(ZSTD(1)),
  revision UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toDate(slot, 'UTC')
ORDER BY (function_id, slot)
TTL slot + INTERVAL 1 DAY + INTERVAL {invocations_days} DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1,
  min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;

-- Written last: the slots that the tables above hold, of how many stored pieces (repeats included) they were made, and the revision of their rows.
CREATE TABLE IF NOT EXISTS rolled_invocation_slots
(
  slot DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  stored_pieces UInt64 CODEC(ZSTD(1)),
  revision UInt64 CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(revision)
PARTITION BY toDate(slot, 'UTC')
ORDER BY slot
TTL slot + INTERVAL 1 DAY + INTERVAL {invocations_days} DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1,
  min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;
