-- What services call that sends no spans of its own: databases, queues, hosts. A peer is the attributes of a span of the kinds client, producer or consumer
-- that name what it calls or takes from (storage/Rollup/CalledPeers.cs); which node of the map that is, is decided when it is read. storage/Rollup
-- writes these tables as it does span_slots.

-- Calls of a peer by a service, those that another service answered too.
CREATE TABLE IF NOT EXISTS peer_calls
(
  slot DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  service LowCardinality(String) CODEC(ZSTD(1)),
  peer UInt64 CODEC(ZSTD(1)),
  kind UInt8 CODEC(ZSTD(1)),
  attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  calls UInt64 CODEC(ZSTD(1)),
  errors UInt64 CODEC(ZSTD(1)),
  durations AggregateFunction(quantilesTiming(0.5, 0.95, 0.99), UInt16) CODEC(ZSTD(1)),
  revision UInt64 CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(revision)
PARTITION BY toDate(slot, 'UTC')
ORDER BY (slot, service, peer, kind)
TTL slot + INTERVAL 1 DAY + INTERVAL {traces_days} DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1,
  min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;

-- The peers of a day, each once.
CREATE TABLE IF NOT EXISTS peers
(
  day Date,
  peer UInt64 CODEC(ZSTD(1)),
  attributes Map(LowCardinality(String), String) CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY day
ORDER BY peer
TTL day + INTERVAL 1 DAY + INTERVAL {traces_days} DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1,
  min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;

-- Takes the place of service_calls: also by what the caller's span says that it calls, and what a consumer's says that it takes from.
CREATE TABLE IF NOT EXISTS node_calls
(
  slot DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  caller_slot DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  caller LowCardinality(String) CODEC(ZSTD(1)),
  caller_peer UInt64 CODEC(ZSTD(1)),
  callee LowCardinality(String) CODEC(ZSTD(1)),
  callee_peer UInt64 CODEC(ZSTD(1)),
  kind UInt8 CODEC(ZSTD(1)),
  calls UInt64 CODEC(ZSTD(1)),
  errors UInt64 CODEC(ZSTD(1)),
  caller_errors UInt64 CODEC(ZSTD(1)),
  durations AggregateFunction(quantilesTiming(0.5, 0.95, 0.99), UInt16) CODEC(ZSTD(1)),
  revision UInt64 CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(revision)
PARTITION BY toDate(slot, 'UTC')
ORDER BY (slot, caller_slot, caller, caller_peer, callee, callee_peer, kind)
TTL slot + INTERVAL 1 DAY + INTERVAL {traces_days} DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1,
  min_age_to_force_merge_seconds = 3600, min_age_to_force_merge_on_partition_only = 1;

DROP TABLE IF EXISTS service_calls;

-- In which form a slot was worked out: slots of a former one are worked out again, the newest day first, and read from the spans until then.
ALTER TABLE rolled_slots ADD COLUMN IF NOT EXISTS form UInt8 DEFAULT 0;
