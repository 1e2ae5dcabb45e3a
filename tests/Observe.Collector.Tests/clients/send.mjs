// Sends spans with one of OpenTelemetry's own exporters: node send.mjs grpc|http|proto URL COUNT [KEY]
// Ends with 0 when the exporter was told that all of them were taken, otherwise prints why not.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const [transport, url, count, key] = process.argv.slice(2);
const { OTLPTraceExporter } = require(`@opentelemetry/exporter-trace-otlp-${transport}`);
const { BatchSpanProcessor, TracerProvider } = require('@opentelemetry/sdk-trace');
const { resourceFromAttributes } = require('@opentelemetry/resources');

const options = { url };
if (key && transport === 'grpc') {
  const metadata = new (require('@grpc/grpc-js').Metadata)();
  metadata.set('x-api-key', key);
  options.metadata = metadata;
} else if (key) {
  options.headers = { 'x-api-key': key };
}
const exporter = new OTLPTraceExporter(options);
const results = [];
const watched = {
  export: (spans, done) => exporter.export(spans, result => { results.push(result); done(result); }),
  forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  shutdown: () => exporter.shutdown(),
};
const provider = new TracerProvider({
  resource: resourceFromAttributes({ 'service.name': `node-${transport}`, 'faas.name': 'resize' }),
  spanProcessors: [new BatchSpanProcessor({ exporter: watched })],
});
const tracer = provider.getTracer('clients', '1.0');
for (let i = 0; i < Number(count); i++) {
  const span = tracer.startSpan(`work ${i}`, {
    kind: 1,
    attributes: { 'faas.invocation_id': `id-${transport}-${i}`, size: i, ratio: 0.5, ok: true, tags: ['a', 'b'] },
  });
  span.addEvent('halfway', { step: 1 });
  span.setStatus({ code: i % 2 === 0 ? 1 : 2, message: i % 2 === 0 ? undefined : 'odd' });
  span.end();
}
await provider.forceFlush();
await provider.shutdown();
const failed = results.find(result => result.code !== 0);
if (failed || results.length === 0) {
  console.log(failed ? String(failed.error?.message ?? failed.error ?? failed.code) : 'nothing was exported');
  process.exit(1);
}
