-- @like
minute-trace-hash-bloom
-- @more
CREATE TABLE span_slots
(
  root Bool, slot DateTime('UTC') CODEC(Delta(4), ZSTD(1)), service LowCardinality(String), version LowCardinality(String),
  environment LowCardinality(String), function LowCardinality(String), name LowCardinality(String), kind UInt8, status UInt8,
  spans SimpleAggregateFunction(sum, UInt64), durations AggregateFunction(quantilesTiming(0.5, 0.95, 0.99), UInt16)
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(slot, 'UTC')
ORDER BY (root, slot, service, version, environment, function, name, kind, status);
CREATE TABLE trace_slots (trace_id FixedString(16) CODEC(ZSTD(1)), slot DateTime('UTC') CODEC(Delta(4), ZSTD(1)))
ENGINE = ReplacingMergeTree
PARTITION BY toDate(slot, 'UTC')
ORDER BY (trace_id, slot)
-- @after
INSERT INTO span_slots SELECT parent_span_id = toFixedString('', 8) AS root, toStartOfInterval(start_time, INTERVAL 5 MINUTE) AS slot, service, service_version AS version,
  environment, faas_name AS function, name, kind, status, count() AS spans,
  quantilesTimingState(0.5, 0.95, 0.99)(toUInt16(least(16 * log2(duration_ns + 1), 65535))) AS durations
FROM spans GROUP BY root, slot, service, version, environment, function, name, kind, status SETTINGS max_threads = 1;
INSERT INTO trace_slots SELECT DISTINCT trace_id, toStartOfInterval(start_time, INTERVAL 5 MINUTE) AS slot FROM spans SETTINGS max_threads = 1
