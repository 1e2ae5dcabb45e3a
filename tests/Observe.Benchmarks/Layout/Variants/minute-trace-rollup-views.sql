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
CREATE MATERIALIZED VIEW span_slots_view TO span_slots AS
SELECT parent_span_id = toFixedString('', 8) AS root, toStartOfInterval(start_time, INTERVAL 5 MINUTE) AS slot, service, service_version AS version,
  environment, faas_name AS function, name, kind, status, count() AS spans,
  quantilesTimingState(0.5, 0.95, 0.99)(toUInt16(least(16 * log2(duration_ns + 1), 65535))) AS durations
FROM spans GROUP BY root, slot, service, version, environment, function, name, kind, status;
CREATE TABLE trace_slots (trace_id FixedString(16) CODEC(ZSTD(1)), slot DateTime('UTC') CODEC(Delta(4), ZSTD(1)))
ENGINE = ReplacingMergeTree
PARTITION BY toDate(slot, 'UTC')
ORDER BY (trace_id, slot);
CREATE MATERIALIZED VIEW trace_slots_view TO trace_slots AS
SELECT DISTINCT trace_id, toStartOfInterval(start_time, INTERVAL 5 MINUTE) AS slot FROM spans
