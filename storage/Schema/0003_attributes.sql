-- The keys of attributes and some of their values, for the completion of searches: one row for each day, signal, scope and key, so that a
-- completion reads few rows whatever the number of spans. A key keeps at most 200 of a day's values; the engine holds to that at each merge.
-- Rows are sets: a batch that is inserted twice changes nothing. What belongs to both signals (resources) has no signal.
-- scope: resource, span, log, event, scope; and field, for the names that are no attributes (name, event, scope).
CREATE TABLE IF NOT EXISTS attributes
(
  day Date,
  signal LowCardinality(String),
  scope LowCardinality(String),
  key String CODEC(ZSTD(1)),
  values SimpleAggregateFunction(groupUniqArrayArray(200), Array(String)) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY day
ORDER BY (scope, key, signal)
TTL day + INTERVAL {longest_days} DAY
SETTINGS ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1;

-- Each view reads a batch once, without unfolding it, into one set a key. Attributes of events and scopes are OTLP/JSON: of them, 200 different
-- lists of a batch are looked into. Values of more than 128 bytes are nobody's completion.
CREATE MATERIALIZED VIEW IF NOT EXISTS attributes_of_spans TO attributes AS
SELECT day, 'spans' AS signal, entry.1 AS scope, entry.2 AS key, arrayFilter(v -> v != '' AND length(v) <= 128, entry.3) AS values
FROM
(
  SELECT
    toDate(start_time, 'UTC') AS day,
    groupUniqArrayMap(200)(attr_string) AS strings,
    groupUniqArrayMap(200)(attr_int) AS ints,
    groupUniqArrayMap(200)(attr_double) AS doubles,
    groupUniqArrayMap(2)(attr_bool) AS bools,
    groupUniqArrayMap(1)(attr_json) AS jsons,
    groupUniqArray(200)(toString(name)) AS names,
    groupUniqArray(200)(toString(scope_name)) AS scopes,
    groupUniqArray(200)(scope_attributes) AS scope_lists,
    groupUniqArrayArray(200)(arrayMap(n -> toString(n), event_names)) AS events,
    groupUniqArrayArray(200)(event_attributes) AS event_lists
  FROM spans GROUP BY day
)
ARRAY JOIN arrayConcat(
  arrayMap((k, v) -> ('span', k, v), mapKeys(strings), mapValues(strings)),
  arrayMap((k, v) -> ('span', k, arrayMap(x -> toString(x), v)), mapKeys(ints), mapValues(ints)),
  arrayMap((k, v) -> ('span', k, arrayMap(x -> toString(x), v)), mapKeys(doubles), mapValues(doubles)),
  arrayMap((k, v) -> ('span', k, arrayMap(x -> if(x, 'true', 'false'), v)), mapKeys(bools), mapValues(bools)),
  arrayMap(k -> ('span', k, emptyArrayString()), mapKeys(jsons)),
  arrayMap(item -> ('event', JSONExtractString(item, 'key'), [arrayFirst(v -> v != '', arrayMap(
      type -> JSONExtractString(item, 'value', type), ['stringValue', 'intValue', 'doubleValue', 'boolValue']))]),
    arrayFlatten(arrayMap(list -> JSONExtractArrayRaw(list), event_lists))),
  arrayMap(item -> ('scope', JSONExtractString(item, 'key'), [arrayFirst(v -> v != '', arrayMap(
      type -> JSONExtractString(item, 'value', type), ['stringValue', 'intValue', 'doubleValue', 'boolValue']))]),
    arrayFlatten(arrayMap(list -> JSONExtractArrayRaw(list), scope_lists))),
  [('field', 'name', names), ('field', 'scope', scopes), ('field', 'event', events)]) AS entry
WHERE entry.1 != 'field' OR notEmpty(values);

CREATE MATERIALIZED VIEW IF NOT EXISTS attributes_of_logs TO attributes AS
SELECT day, 'logs' AS signal, entry.1 AS scope, entry.2 AS key, arrayFilter(v -> v != '' AND length(v) <= 128, entry.3) AS values
FROM
(
  SELECT
    toDate(time, 'UTC') AS day,
    groupUniqArrayMap(200)(attr_string) AS strings,
    groupUniqArrayMap(200)(attr_int) AS ints,
    groupUniqArrayMap(200)(attr_double) AS doubles,
    groupUniqArrayMap(2)(attr_bool) AS bools,
    groupUniqArrayMap(1)(attr_json) AS jsons,
    groupUniqArray(200)(toString(scope_name)) AS scopes,
    groupUniqArray(200)(scope_attributes) AS scope_lists,
    groupUniqArray(200)(toString(event_name)) AS events
  FROM logs GROUP BY day
)
ARRAY JOIN arrayConcat(
  arrayMap((k, v) -> ('log', k, v), mapKeys(strings), mapValues(strings)),
  arrayMap((k, v) -> ('log', k, arrayMap(x -> toString(x), v)), mapKeys(ints), mapValues(ints)),
  arrayMap((k, v) -> ('log', k, arrayMap(x -> toString(x), v)), mapKeys(doubles), mapValues(doubles)),
  arrayMap((k, v) -> ('log', k, arrayMap(x -> if(x, 'true', 'false'), v)), mapKeys(bools), mapValues(bools)),
  arrayMap(k -> ('log', k, emptyArrayString()), mapKeys(jsons)),
  arrayMap(item -> ('scope', JSONExtractString(item, 'key'), [arrayFirst(v -> v != '', arrayMap(
      type -> JSONExtractString(item, 'value', type), ['stringValue', 'intValue', 'doubleValue', 'boolValue']))]),
    arrayFlatten(arrayMap(list -> JSONExtractArrayRaw(list), scope_lists))),
  [('field', 'scope', scopes), ('field', 'event', events)]) AS entry
WHERE entry.1 != 'field' OR notEmpty(values);

CREATE MATERIALIZED VIEW IF NOT EXISTS attributes_of_resources TO attributes AS
SELECT day, '' AS signal, entry.1 AS scope, entry.2 AS key, arrayFilter(v -> v != '' AND length(v) <= 128, entry.3) AS values
FROM
(
  SELECT
    day,
    groupUniqArrayMap(200)(attr_string) AS strings,
    groupUniqArrayMap(200)(attr_int) AS ints,
    groupUniqArrayMap(200)(attr_double) AS doubles,
    groupUniqArrayMap(2)(attr_bool) AS bools,
    groupUniqArrayMap(1)(attr_json) AS jsons
  FROM resources GROUP BY day
)
ARRAY JOIN arrayConcat(
  arrayMap((k, v) -> ('resource', k, v), mapKeys(strings), mapValues(strings)),
  arrayMap((k, v) -> ('resource', k, arrayMap(x -> toString(x), v)), mapKeys(ints), mapValues(ints)),
  arrayMap((k, v) -> ('resource', k, arrayMap(x -> toString(x), v)), mapKeys(doubles), mapValues(doubles)),
  arrayMap((k, v) -> ('resource', k, arrayMap(x -> if(x, 'true', 'false'), v)), mapKeys(bools), mapValues(bools)),
  arrayMap(k -> ('resource', k, emptyArrayString()), mapKeys(jsons))) AS entry
WHERE entry.1 != 'field' OR notEmpty(values);
