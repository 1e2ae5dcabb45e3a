-- @rows
observe
-- @schema
CREATE TABLE spans
(
  trace_id FixedString(16) CODEC(LZ4),
  span_id FixedString(8) CODEC(NONE),
  parent_span_id FixedString(8) CODEC(LZ4),
  trace_state String CODEC(LZ4),
  flags UInt32 CODEC(LZ4),
  name LowCardinality(String) CODEC(LZ4),
  kind UInt8 CODEC(LZ4),
  start_time DateTime64(9, 'UTC') CODEC(T64, LZ4),
  duration_ns UInt64 CODEC(LZ4),
  status UInt8 CODEC(LZ4),
  status_message String CODEC(LZ4),
  service LowCardinality(String) CODEC(LZ4),
  service_version LowCardinality(String) CODEC(LZ4),
  environment LowCardinality(String) CODEC(LZ4),
  cloud_provider LowCardinality(String) CODEC(LZ4),
  cloud_account LowCardinality(String) CODEC(LZ4),
  cloud_region LowCardinality(String) CODEC(LZ4),
  faas_name LowCardinality(String) CODEC(LZ4),
  faas_version LowCardinality(String) CODEC(LZ4),
  faas_instance String CODEC(LZ4),
  resource_fingerprint UInt64 CODEC(LZ4),
  scope_name LowCardinality(String) CODEC(LZ4),
  scope_version LowCardinality(String) CODEC(LZ4),
  scope_attributes String CODEC(LZ4),
  attr_string Map(LowCardinality(String), String) CODEC(LZ4),
  attr_int Map(LowCardinality(String), Int64) CODEC(LZ4),
  attr_double Map(LowCardinality(String), Float64) CODEC(LZ4),
  attr_bool Map(LowCardinality(String), Bool) CODEC(LZ4),
  attr_json Map(LowCardinality(String), String) CODEC(LZ4),
  event_times Array(DateTime64(9, 'UTC')) CODEC(LZ4),
  event_names Array(LowCardinality(String)) CODEC(LZ4),
  event_attributes Array(String) CODEC(LZ4),
  event_dropped Array(UInt32) CODEC(LZ4),
  link_trace_ids Array(FixedString(16)) CODEC(LZ4),
  link_span_ids Array(FixedString(8)) CODEC(LZ4),
  link_trace_states Array(String) CODEC(LZ4),
  link_attributes Array(String) CODEC(LZ4),
  link_dropped Array(UInt32) CODEC(LZ4),
  dropped_attributes UInt32 CODEC(LZ4),
  dropped_events UInt32 CODEC(LZ4),
  dropped_links UInt32 CODEC(LZ4),
  received_time DateTime64(9, 'UTC') CODEC(Delta(8), LZ4),
  batch_id UInt64 CODEC(LZ4),
  attr_items Array(UInt64) ALIAS arrayConcat(
    arrayMap((k, v) -> if(isNull(toFloat64OrNull(v)), cityHash64(k, v), cityHash64(k, assumeNotNull(toFloat64OrNull(v)))), mapKeys(attr_string), mapValues(attr_string)),
    arrayMap((k, v) -> cityHash64(k, toFloat64(v)), mapKeys(attr_int), mapValues(attr_int)),
    arrayMap((k, v) -> cityHash64(k, v), mapKeys(attr_double), mapValues(attr_double)),
    arrayMap((k, v) -> cityHash64(k, if(v, 'true', 'false')), mapKeys(attr_bool), mapValues(attr_bool)),
    arrayMap((k, v) -> cityHash64(k, v), mapKeys(attr_json), mapValues(attr_json))),
  INDEX trace_id_bloom trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX attr_items_bloom attr_items TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX service_set service TYPE set(64) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(start_time, 'UTC')
ORDER BY (toStartOfMinute(start_time), trace_id)
SETTINGS ttl_only_drop_parts = 1
-- @trace
SELECT * FROM spans WHERE trace_id = toFixedString(unhex({trace:String}), 16) ORDER BY start_time
-- @attribute
SELECT trace_id, max(start_time) AS newest FROM spans
WHERE attr_string[{key:String}] = {value:String} AND has(attr_items, cityHash64({key:String}, {value:String}))
GROUP BY trace_id ORDER BY newest DESC LIMIT 20
-- @service
SELECT trace_id, max(start_time) AS newest FROM spans
WHERE service = {service:String} AND duration_ns > 900000000 AND start_time >= fromUnixTimestamp64Nano({day:Int64}*1000000000,'UTC') AND start_time < fromUnixTimestamp64Nano(({day:Int64}+86400)*1000000000,'UTC')
GROUP BY trace_id ORDER BY newest DESC LIMIT 50
-- @newest
SELECT trace_id, max(start_time) AS newest FROM spans WHERE start_time >= fromUnixTimestamp64Nano({hour:Int64}*1000000000,'UTC') AND start_time < fromUnixTimestamp64Nano(({hour:Int64}+3600)*1000000000,'UTC')
GROUP BY trace_id ORDER BY newest DESC LIMIT 50
-- @absent
SELECT trace_id, max(start_time) AS newest FROM spans
WHERE attr_string[{key:String}] = concat({value:String}, 'x') AND has(attr_items, cityHash64({key:String}, concat({value:String}, 'x')))
GROUP BY trace_id ORDER BY newest DESC LIMIT 20
