-- Our rows under the names and types of the OpenTelemetry Collector's ClickHouse exporter, for Grafana's data source and for SQL that is there
-- already. Ids are lower-case hex, empty where there is none; attributes are texts, and lists among them are OTLP/JSON. An id is compared
-- as text here, which no index helps: give a time range with it.
CREATE VIEW IF NOT EXISTS otel_traces AS
SELECT
  record.start_time AS Timestamp,
  lower(hex(record.trace_id)) AS TraceId,
  lower(hex(record.span_id)) AS SpanId,
  if(record.parent_span_id = toFixedString('', 8), '', lower(hex(record.parent_span_id))) AS ParentSpanId,
  record.trace_state AS TraceState,
  record.name AS SpanName,
  CAST(transform(record.kind, [1, 2, 3, 4, 5], ['Internal', 'Server', 'Client', 'Producer', 'Consumer'], 'Unspecified'), 'LowCardinality(String)') AS SpanKind,
  record.service AS ServiceName,
  CAST(resource.attributes, 'Map(LowCardinality(String), String)') AS ResourceAttributes,
  CAST(record.scope_name, 'String') AS ScopeName,
  CAST(record.scope_version, 'String') AS ScopeVersion,
  CAST(mapFromArrays(
    arrayConcat(mapKeys(attr_string), mapKeys(attr_int), mapKeys(attr_double), mapKeys(attr_bool), mapKeys(attr_json)),
    arrayConcat(
      mapValues(attr_string), arrayMap(v -> toString(v), mapValues(attr_int)), arrayMap(v -> toString(v), mapValues(attr_double)),
      arrayMap(v -> if(v, 'true', 'false'), mapValues(attr_bool)), mapValues(attr_json))), 'Map(LowCardinality(String), String)') AS SpanAttributes,
  record.duration_ns AS Duration,
  CAST(transform(record.status, [1, 2], ['Ok', 'Error'], 'Unset'), 'LowCardinality(String)') AS StatusCode,
  record.status_message AS StatusMessage,
  record.event_times AS `Events.Timestamp`,
  record.event_names AS `Events.Name`,
  arrayMap(list -> CAST(mapFromArrays(
    arrayMap(item -> JSONExtractString(item, 'key'), JSONExtractArrayRaw(list)),
    arrayMap(item -> multiIf(
      JSONHas(item, 'value', 'stringValue'), JSONExtractString(item, 'value', 'stringValue'),
      JSONHas(item, 'value', 'intValue'), JSONExtractString(item, 'value', 'intValue'),
      JSONHas(item, 'value', 'doubleValue'), JSONExtractString(item, 'value', 'doubleValue'),
      JSONHas(item, 'value', 'boolValue'), JSONExtractString(item, 'value', 'boolValue'),
      JSONExtractRaw(item, 'value')), JSONExtractArrayRaw(list))), 'Map(LowCardinality(String), String)'), record.event_attributes) AS `Events.Attributes`,
  arrayMap(id -> lower(hex(id)), record.link_trace_ids) AS `Links.TraceId`,
  arrayMap(id -> lower(hex(id)), record.link_span_ids) AS `Links.SpanId`,
  record.link_trace_states AS `Links.TraceState`,
  arrayMap(list -> CAST(mapFromArrays(
    arrayMap(item -> JSONExtractString(item, 'key'), JSONExtractArrayRaw(list)),
    arrayMap(item -> multiIf(
      JSONHas(item, 'value', 'stringValue'), JSONExtractString(item, 'value', 'stringValue'),
      JSONHas(item, 'value', 'intValue'), JSONExtractString(item, 'value', 'intValue'),
      JSONHas(item, 'value', 'doubleValue'), JSONExtractString(item, 'value', 'doubleValue'),
      JSONHas(item, 'value', 'boolValue'), JSONExtractString(item, 'value', 'boolValue'),
      JSONExtractRaw(item, 'value')), JSONExtractArrayRaw(list))), 'Map(LowCardinality(String), String)'), record.link_attributes) AS `Links.Attributes`
FROM spans AS record
ANY LEFT JOIN
(
  SELECT fingerprint, any(schema_url) AS schema_url,
    any(CAST(mapFromArrays(
      arrayConcat(mapKeys(attr_string), mapKeys(attr_int), mapKeys(attr_double), mapKeys(attr_bool), mapKeys(attr_json)),
      arrayConcat(
        mapValues(attr_string), arrayMap(v -> toString(v), mapValues(attr_int)), arrayMap(v -> toString(v), mapValues(attr_double)),
        arrayMap(v -> if(v, 'true', 'false'), mapValues(attr_bool)), mapValues(attr_json))), 'Map(LowCardinality(String), String)')) AS attributes
  FROM resources GROUP BY fingerprint
) AS resource ON resource.fingerprint = record.resource_fingerprint;

CREATE VIEW IF NOT EXISTS otel_logs AS
SELECT
  record.time AS Timestamp,
  toDateTime(record.time, 'UTC') AS TimestampTime,
  if(record.trace_id = toFixedString('', 16), '', lower(hex(record.trace_id))) AS TraceId,
  if(record.span_id = toFixedString('', 8), '', lower(hex(record.span_id))) AS SpanId,
  toUInt8(bitAnd(record.flags, 255)) AS TraceFlags,
  record.severity_text AS SeverityText,
  record.severity_number AS SeverityNumber,
  record.service AS ServiceName,
  record.body AS Body,
  CAST(resource.schema_url, 'LowCardinality(String)') AS ResourceSchemaUrl,
  CAST(resource.attributes, 'Map(LowCardinality(String), String)') AS ResourceAttributes,
  CAST('', 'LowCardinality(String)') AS ScopeSchemaUrl,
  CAST(record.scope_name, 'String') AS ScopeName,
  record.scope_version AS ScopeVersion,
  CAST(mapFromArrays(
    arrayMap(item -> JSONExtractString(item, 'key'), JSONExtractArrayRaw(record.scope_attributes)),
    arrayMap(item -> multiIf(
      JSONHas(item, 'value', 'stringValue'), JSONExtractString(item, 'value', 'stringValue'),
      JSONHas(item, 'value', 'intValue'), JSONExtractString(item, 'value', 'intValue'),
      JSONHas(item, 'value', 'doubleValue'), JSONExtractString(item, 'value', 'doubleValue'),
      JSONHas(item, 'value', 'boolValue'), JSONExtractString(item, 'value', 'boolValue'),
      JSONExtractRaw(item, 'value')), JSONExtractArrayRaw(record.scope_attributes))), 'Map(LowCardinality(String), String)') AS ScopeAttributes,
  CAST(mapFromArrays(
    arrayConcat(mapKeys(attr_string), mapKeys(attr_int), mapKeys(attr_double), mapKeys(attr_bool), mapKeys(attr_json)),
    arrayConcat(
      mapValues(attr_string), arrayMap(v -> toString(v), mapValues(attr_int)), arrayMap(v -> toString(v), mapValues(attr_double)),
      arrayMap(v -> if(v, 'true', 'false'), mapValues(attr_bool)), mapValues(attr_json))), 'Map(LowCardinality(String), String)') AS LogAttributes,
  CAST(record.event_name, 'String') AS EventName
FROM logs AS record
ANY LEFT JOIN
(
  SELECT fingerprint, any(schema_url) AS schema_url,
    any(CAST(mapFromArrays(
      arrayConcat(mapKeys(attr_string), mapKeys(attr_int), mapKeys(attr_double), mapKeys(attr_bool), mapKeys(attr_json)),
      arrayConcat(
        mapValues(attr_string), arrayMap(v -> toString(v), mapValues(attr_int)), arrayMap(v -> toString(v), mapValues(attr_double)),
        arrayMap(v -> if(v, 'true', 'false'), mapValues(attr_bool)), mapValues(attr_json))), 'Map(LowCardinality(String), String)')) AS attributes
  FROM resources GROUP BY fingerprint
) AS resource ON resource.fingerprint = record.resource_fingerprint;
