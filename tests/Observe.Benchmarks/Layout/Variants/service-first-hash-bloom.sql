-- @like
minute-trace-hash-bloom
-- @instead
ORDER BY (toStartOfMinute(start_time), trace_id) => ORDER BY (service, name, toDateTime(start_time))
