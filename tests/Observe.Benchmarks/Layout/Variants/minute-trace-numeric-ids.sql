-- @like
minute-trace-hash-bloom
-- @rows
observe-numeric
-- @instead
trace_id FixedString(16) => trace_id UInt128
span_id FixedString(8) => span_id UInt64
toFixedString(unhex({trace:String}), 16) => reinterpretAsUInt128(unhex({trace:String}))
