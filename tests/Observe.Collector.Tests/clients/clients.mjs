// Sends telemetry with OpenTelemetry's own SDK and exporters, each leg by one exporter, all legs at once:
//   node clients.mjs '{"grpc":URL,"http":URL,"legs":[{"signal":"traces","transport":"grpc","compression":"gzip","key":"..."}]}'
// A leg may also name count (records, 2), function (faas.name) and bad (true: one more record, from 2001).
// Prints a line of JSON for each leg: the error that its exporter was given (null when all was taken) and the records that it sent,
// as OTLP has them. The last line holds what the SDK's own diagnostics said.
import { createRequire } from 'node:module';
import { diag, DiagLogLevel, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { DataPointType, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

const require = createRequire(import.meta.url);
const config = JSON.parse(process.argv[2]);
const longAgo = new Date('2001-01-01T00:00:00Z');

const diagnostics = [];
const note = (...parts) => diagnostics.push(parts.map(String).join(' '));
diag.setLogger({ error: note, warn: note, info: note, debug() {}, verbose: note }, DiagLogLevel.ALL);

const attributesOf = leg => ({
  leg: `${leg.signal}/${leg.transport}/${leg.compression ?? 'none'}`, size: 42, ratio: 0.5, ok: true, tags: ['a', 'b'], text: 'naïve "日本" 🚀',
});

/** The exporter of a leg, which also keeps what it was given and told. */
function watched(leg) {
  const name = { traces: 'trace', logs: 'logs', metrics: 'metrics' }[leg.signal];
  const type = { traces: 'OTLPTraceExporter', logs: 'OTLPLogExporter', metrics: 'OTLPMetricExporter' }[leg.signal];
  const options = { compression: leg.compression ?? 'none', timeoutMillis: config.timeoutMillis };
  if (leg.transport === 'grpc') {
    options.url = config.grpc;
    options.metadata = new (require('@grpc/grpc-js').Metadata)();
    if (leg.key) {
      options.metadata.set('x-api-key', leg.key);
    }
  } else {
    options.url = `${config.http}/v1/${leg.signal}`;
    options.headers = leg.key ? { 'x-api-key': leg.key } : {};
  }
  const exporter = new (require(`@opentelemetry/exporter-${name}-otlp-${leg.transport}`)[type])(options);
  const send = exporter.export.bind(exporter);
  const seen = { records: [], results: [] };
  exporter.export = (records, done) => {
    seen.records.push(records);
    send(records, result => { seen.results.push(result); done(result); });
  };
  return { exporter, seen };
}

async function sendTraces(leg, resource, exporter) {
  const provider = new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter })] });
  const tracer = provider.getTracer('clients', '1.0');
  for (let i = 0; i < (leg.count ?? 2); i++) {
    const start = Date.now() - 1000;
    const span = tracer.startSpan(`work ${i}`, { kind: 1, startTime: start, attributes: { ...attributesOf(leg), 'faas.invocation_id': `${leg.transport}-${i}` } });
    const child = tracer.startSpan('step', { kind: 2, startTime: start + 10 }, trace.setSpan(ROOT_CONTEXT, span));
    child.addEvent('halfway', { step: 1 }, start + 15);
    child.end(start + 20);
    span.setStatus(i % 2 === 0 ? { code: 1 } : { code: 2, message: 'odd' });
    span.end(start + 250);
  }
  if (leg.bad) {
    tracer.startSpan('from long ago', { startTime: longAgo }).end(longAgo);
  }
  await provider.forceFlush();
  await provider.shutdown();
}

async function sendLogs(leg, resource, exporter) {
  const provider = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger('clients', '1.0');
  const context = trace.setSpanContext(ROOT_CONTEXT, { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174', traceFlags: 1 });
  for (let i = 0; i < (leg.count ?? 2); i++) {
    logger.emit({ timestamp: Date.now(), severityNumber: 13, severityText: 'WARN', body: `line ${i}`, attributes: attributesOf(leg), context: i % 2 === 0 ? context : ROOT_CONTEXT });
  }
  if (leg.bad) {
    logger.emit({ timestamp: longAgo, body: 'from long ago', context: ROOT_CONTEXT });
  }
  await provider.forceFlush();
  await provider.shutdown();
}

async function sendMetrics(leg, resource, exporter) {
  const provider = new MeterProvider({ resource, readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000, exportTimeoutMillis: 60_000 })] });
  const meter = provider.getMeter('clients', '1.0');
  const attributes = attributesOf(leg);
  meter.createCounter('client.requests', { unit: '{request}', description: 'Requests' }).add(3, attributes);
  meter.createUpDownCounter('client.open').add(-2.5, attributes);
  meter.createGauge('client.queue').record(7, attributes);
  const histogram = meter.createHistogram('client.latency', { unit: 'ms', advice: { explicitBucketBoundaries: [5, 50] } });
  [1, 20, 500.5].forEach(value => histogram.record(value, attributes));
  // It collects once more when it is shut down, so that is the only time.
  await provider.shutdown();
}

const nanoseconds = time => String(BigInt(time[0]) * 1_000_000_000n + BigInt(time[1]));
const sorted = attributes => Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));

const spanOf = span => ({
  traceId: span.spanContext().traceId,
  spanId: span.spanContext().spanId,
  parentSpanId: span.parentSpanContext?.spanId ?? '',
  name: span.name,
  kind: span.kind + 1,
  start: nanoseconds(span.startTime),
  end: nanoseconds(span.endTime),
  status: span.status.code,
  message: span.status.message ?? '',
  attributes: sorted(span.attributes),
  events: span.events.map(event => ({ time: nanoseconds(event.time), name: event.name, attributes: sorted(event.attributes ?? {}) })),
});

const logOf = log => ({
  traceId: log.spanContext?.traceId ?? '',
  spanId: log.spanContext?.spanId ?? '',
  time: nanoseconds(log.hrTime),
  observed: nanoseconds(log.hrTimeObserved),
  severity: log.severityNumber ?? 0,
  severityText: log.severityText ?? '',
  body: log.body,
  attributes: sorted(log.attributes),
});

const pointsOf = metric => metric.dataPoints.map(point => {
  const isHistogram = metric.dataPointType === DataPointType.HISTOGRAM;
  const isGauge = metric.dataPointType === DataPointType.GAUGE;
  return {
    name: metric.descriptor.name,
    unit: metric.descriptor.unit,
    description: metric.descriptor.description,
    kind: isHistogram ? 3 : isGauge ? 1 : 2,
    temporality: isGauge ? 0 : metric.aggregationTemporality + 1,
    isMonotonic: metric.isMonotonic ?? false,
    start: nanoseconds(point.startTime),
    time: nanoseconds(point.endTime),
    value: isHistogram ? 0 : point.value,
    count: isHistogram ? point.value.count : 0,
    sum: isHistogram ? point.value.sum : 0,
    min: isHistogram ? point.value.min : 0,
    max: isHistogram ? point.value.max : 0,
    buckets: isHistogram ? point.value.buckets.counts : [],
    bounds: isHistogram ? point.value.buckets.boundaries : [],
    attributes: sorted(point.attributes),
  };
});

const recordsOf = (leg, seen) => leg.signal === 'traces' ? seen.records.flat().map(spanOf)
  : leg.signal === 'logs' ? seen.records.flat().map(logOf)
  : seen.records.flatMap(resource => resource.scopeMetrics).flatMap(scope => scope.metrics).flatMap(pointsOf);

async function run(leg) {
  const { exporter, seen } = watched(leg);
  const resource = resourceFromAttributes({ 'service.name': 'node-clients', ...(leg.function && { 'faas.name': leg.function }) });
  const send = { traces: sendTraces, logs: sendLogs, metrics: sendMetrics }[leg.signal];
  let thrown = null;
  try {
    await send(leg, resource, exporter);
  } catch (error) {
    // What a failed export makes of a flush; the exporter's own word is in its result.
    thrown = error;
  }
  const failed = seen.results.find(result => result.code !== 0);
  const error = failed ? String(failed.error?.message ?? failed.error ?? failed.code) : seen.results.length === 0 ? `nothing was exported: ${thrown}` : null;
  return { ...leg, error, records: recordsOf(leg, seen) };
}

for (const outcome of await Promise.all(config.legs.map(run))) {
  console.log(JSON.stringify(outcome));
}
console.log(JSON.stringify({ diagnostics }));
