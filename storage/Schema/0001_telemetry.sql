-- Telemetry. One row a record; ids are binary; times are UTC nanoseconds; batch_id is what makes an INSERT repeatable.
-- Order, codecs and indexes were chosen by measurement: docs/adr/0007-clickhouse-layout.md.
--
-- attr_items is the searchable form of a record's attributes: one hash for each, of its key and its value, where numbers
-- and texts that are numbers hash alike. It is not stored; a bloom filter over it skips what cannot hold
-- "attribute = value": AND the exact condition with has(attr_items, hash). storage/Search/SearchItems.cs writes the hash.

CREATE TABLE IF NOT EXISTS spans
(
  trace_id FixedString(16) CODEC(ZSTD(1)),
  span_id FixedString(8) CODEC(NONE),
  parent_span_id FixedString(8) CODEC(ZSTD(1)),
  trace_state String CODEC(ZSTD(1)),
  flags UInt32 CODEC(ZSTD(1)),
  name LowCardinality(String) CODEC(ZSTD(1)),
  kind UInt8 CODEC(ZSTD(1)),
  start_time DateTime64(9, 'UTC') CODEC(T64, ZSTD(1)),
  duration_ns UInt64 CODEC(ZSTD(1)),
  status UInt8 CODEC(ZSTD(1)),
  status_message String CODEC(ZSTD(1)),
  service LowCardinality(String) CODEC(ZSTD(1)),
  service_version LowCardinality(String) CODEC(ZSTD(1)),
  environment LowCardinality(String) CODEC(ZSTD(1)),
  cloud_provider LowCardinality(String) CODEC(ZSTD(1)),
  cloud_account LowCardinality(String) CODEC(ZSTD(1)),
  cloud_region LowCardinality(String) CODEC(ZSTD(1)),
  faas_name LowCardinality(String) CODEC(ZSTD(1)),
  faas_version LowCardinality(String) CODEC(ZSTD(1)),
  faas_instance String CODEC(ZSTD(1)),
  resource_fingerprint UInt64 CODEC(ZSTD(1)),
  scope_name LowCardinality(String) CODEC(ZSTD(1)),
  scope_version LowCardinality(String) CODEC(ZSTD(1)),
  scope_attributes String CODEC(ZSTD(1)),
  attr_string Map(LowCardinality(String), String) CODEC(ZSTD(3)),
  attr_int Map(LowCardinality(String), Int64) CODEC(ZSTD(1)),
  attr_double Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
  attr_bool Map(LowCardinality(String), Bool) CODEC(ZSTD(1)),
  attr_json Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  event_times Array(DateTime64(9, 'UTC')) CODEC(ZSTD(1)),
  event_names Array(LowCardinality(String)) CODEC(ZSTD(1)),
  event_attributes Array(String) CODEC(ZSTD(1)),
  event_dropped Array(UInt32) CODEC(ZSTD(1)),
  link_trace_ids Array(FixedString(16)) CODEC(ZSTD(1)),
  link_span_ids Array(FixedString(8)) CODEC(ZSTD(1)),
  link_trace_states Array(String) CODEC(ZSTD(1)),
  link_attributes Array(String) CODEC(ZSTD(1)),
  link_dropped Array(UInt32) CODEC(ZSTD(1)),
  dropped_attributes UInt32 CODEC(ZSTD(1)),
  dropped_events UInt32 CODEC(ZSTD(1)),
  dropped_links UInt32 CODEC(ZSTD(1)),
  received_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  batch_id UInt64 CODEC(ZSTD(1)),
  attr_items Array(UInt64) ALIAS arrayConcat(
    arrayMap((k, v) -> if(isNull(toFloat64OrNull(v)), cityHash64(k, v), cityHash64(k, assumeNotNull(toFloat64OrNull(v)))), mapKeys(attr_string), mapValues(attr_string)),
    arrayMap((k, v) -> cityHash64(k, toFloat64(v)), mapKeys(attr_int), mapValues(attr_int)),
    arrayMap((k, v) -> cityHash64(k, v), mapKeys(attr_double), mapValues(attr_double)),
    arrayMap((k, v) -> cityHash64(k, if(v, 'true', 'false')), mapKeys(attr_bool), mapValues(attr_bool)),
    arrayMap((k, v) -> cityHash64(k, v), mapKeys(attr_json), mapValues(attr_json))),
  INDEX trace_id_bloom trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX attr_items_bloom attr_items TYPE bloom_filter(0.025) GRANULARITY 1,
  INDEX service_set service TYPE set(64) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(start_time, 'UTC')
ORDER BY (toStartOfMinute(start_time), trace_id)
TTL toDateTime(start_time, 'UTC') + INTERVAL {traces_days} DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1, index_granularity = 1024;

CREATE TABLE IF NOT EXISTS logs
(
  time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  observed_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  trace_id FixedString(16) CODEC(ZSTD(1)),
  span_id FixedString(8) CODEC(ZSTD(1)),
  flags UInt32 CODEC(ZSTD(1)),
  severity_number UInt8 CODEC(ZSTD(1)),
  severity_text LowCardinality(String) CODEC(ZSTD(1)),
  event_name LowCardinality(String) CODEC(ZSTD(1)),
  body String CODEC(ZSTD(1)),
  body_is_json Bool CODEC(ZSTD(1)),
  service LowCardinality(String) CODEC(ZSTD(1)),
  service_version LowCardinality(String) CODEC(ZSTD(1)),
  environment LowCardinality(String) CODEC(ZSTD(1)),
  cloud_provider LowCardinality(String) CODEC(ZSTD(1)),
  cloud_account LowCardinality(String) CODEC(ZSTD(1)),
  cloud_region LowCardinality(String) CODEC(ZSTD(1)),
  faas_name LowCardinality(String) CODEC(ZSTD(1)),
  faas_version LowCardinality(String) CODEC(ZSTD(1)),
  faas_instance String CODEC(ZSTD(1)),
  resource_fingerprint UInt64 CODEC(ZSTD(1)),
  scope_name LowCardinality(String) CODEC(ZSTD(1)),
  scope_version LowCardinality(String) CODEC(ZSTD(1)),
  scope_attributes String CODEC(ZSTD(1)),
  attr_string Map(LowCardinality(String), String) CODEC(ZSTD(3)),
  attr_int Map(LowCardinality(String), Int64) CODEC(ZSTD(1)),
  attr_double Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
  attr_bool Map(LowCardinality(String), Bool) CODEC(ZSTD(1)),
  attr_json Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  dropped_attributes UInt32 CODEC(ZSTD(1)),
  received_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  batch_id UInt64 CODEC(ZSTD(1)),
  attr_items Array(UInt64) ALIAS arrayConcat(
    arrayMap((k, v) -> if(isNull(toFloat64OrNull(v)), cityHash64(k, v), cityHash64(k, assumeNotNull(toFloat64OrNull(v)))), mapKeys(attr_string), mapValues(attr_string)),
    arrayMap((k, v) -> cityHash64(k, toFloat64(v)), mapKeys(attr_int), mapValues(attr_int)),
    arrayMap((k, v) -> cityHash64(k, v), mapKeys(attr_double), mapValues(attr_double)),
    arrayMap((k, v) -> cityHash64(k, if(v, 'true', 'false')), mapKeys(attr_bool), mapValues(attr_bool)),
    arrayMap((k, v) -> cityHash64(k, v), mapKeys(attr_json), mapValues(attr_json))),
  INDEX trace_id_bloom trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX attr_items_bloom attr_items TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX body_tokens lower(body) TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(time, 'UTC')
ORDER BY (toStartOfInterval(time, INTERVAL 5 MINUTE), service, time)
TTL toDateTime(time, 'UTC') + INTERVAL {logs_days} DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1;

-- What emitted the records: its attributes once a day and fingerprint.
CREATE TABLE IF NOT EXISTS resources
(
  day Date,
  fingerprint UInt64 CODEC(ZSTD(1)),
  schema_url LowCardinality(String) CODEC(ZSTD(1)),
  attr_string Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  attr_int Map(LowCardinality(String), Int64) CODEC(ZSTD(1)),
  attr_double Map(LowCardinality(String), Float64) CODEC(ZSTD(1)),
  attr_bool Map(LowCardinality(String), Bool) CODEC(ZSTD(1)),
  attr_json Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  batch_id UInt64 CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY day
ORDER BY (fingerprint)
TTL day + INTERVAL {longest_days} DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1;

-- Pieces of invocations as they came; readers merge those of one invocation.
CREATE TABLE IF NOT EXISTS invocations
(
  source UInt8 CODEC(ZSTD(1)),
  function_id UInt64 CODEC(ZSTD(1)),
  provider LowCardinality(String) CODEC(ZSTD(1)),
  account LowCardinality(String) CODEC(ZSTD(1)),
  region LowCardinality(String) CODEC(ZSTD(1)),
  environment LowCardinality(String) CODEC(ZSTD(1)),
  function LowCardinality(String) CODEC(ZSTD(1)),
  version LowCardinality(String) CODEC(ZSTD(1)),
  architecture LowCardinality(String) CODEC(ZSTD(1)),
  platform LowCardinality(String) CODEC(ZSTD(1)),
  instance String CODEC(ZSTD(1)),
  invocation_id String CODEC(ZSTD(1)),
  trace_id FixedString(16) CODEC(ZSTD(1)),
  span_id FixedString(8) CODEC(ZSTD(1)),
  trigger LowCardinality(String) CODEC(ZSTD(1)),
  start_time DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  end_ns Int64 CODEC(Delta(8), ZSTD(1)),
  deadline_ns Int64 CODEC(Delta(8), ZSTD(1)),
  init_class UInt8 CODEC(ZSTD(1)),
  init_ns Int64 CODEC(ZSTD(1)),
  billed_ns Int64 CODEC(ZSTD(1)),
  billed_init_ns Int64 CODEC(ZSTD(1)),
  memory_bytes Int64 CODEC(ZSTD(1)),
  memory_used_bytes Int64 CODEC(ZSTD(1)),
  outcome UInt8 CODEC(ZSTD(1)),
  cause LowCardinality(String) CODEC(ZSTD(1)),
  dropped_records Int64 CODEC(ZSTD(1)),
  adjusted_count Float64 CODEC(ZSTD(1)),
  batch_id UInt64 CODEC(ZSTD(1)),
  -- How a piece finds its invocation (storage/Read/LoosePieces.cs): 0 says it itself, 1 by its invocation id alone, 2 and 4 by its instance, 8 is of none.
  loose UInt8 MATERIALIZED multiIf(source = 5, 8, source = 4, if(init_class = 2, 4, 2), instance = '' AND invocation_id != '', 1, 0) CODEC(ZSTD(1)),
  INDEX trace_id_bloom trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX loose_minmax loose TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(start_time, 'UTC')
ORDER BY (function_id, start_time)
TTL toDateTime(start_time, 'UTC') + INTERVAL {invocations_days} DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1;

-- What each collector says of itself, once a second while something changes.
CREATE TABLE IF NOT EXISTS collector_heartbeats
(
  time DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
  collector_id UUID,
  process_id UUID,
  acknowledged_through Int64 CODEC(ZSTD(1)),
  stored_through Int64 CODEC(ZSTD(1)),
  journal_bytes Int64 CODEC(ZSTD(1)),
  last_event_ns Int64 CODEC(ZSTD(1)),
  counters Map(LowCardinality(String), Int64) CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toDate(time, 'UTC')
ORDER BY (collector_id, time)
TTL toDateTime(time, 'UTC') + INTERVAL 7 DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1;
