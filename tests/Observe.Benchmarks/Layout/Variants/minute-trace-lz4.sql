-- @like
minute-trace-hash-bloom
-- @instead
ZSTD(1) => LZ4
ZSTD(3) => LZ4
