-- What a value was made of, where it does not say it all: the windows of a burn rate.
ALTER TABLE alert_evaluations ADD COLUMN IF NOT EXISTS detail String DEFAULT '' CODEC(ZSTD(1));
