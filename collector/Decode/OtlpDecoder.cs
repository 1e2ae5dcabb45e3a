using System.Collections.Concurrent;
using System.Text.Json;
using Observe.Functions.Cost;
using Observe.Redaction;

namespace Observe.Collector.Decode;

/// <summary>
/// The bytes of one request in, column blocks out; the same for every transport. Walks the wire bytes in place and writes
/// the columns directly: nothing is allocated for a span. May be used by many threads.
/// </summary>
/// <param name="redactor">Takes the secrets out of the texts before anything is made of them.</param>
/// <param name="prices">By whose rules invocations are billed; null for the built-in book.</param>
public sealed class OtlpDecoder(Redactor redactor, PriceBook? prices = null)
{
    private static readonly int MaxIdleSessions = Environment.ProcessorCount * 2;

    private readonly ConcurrentBag<Workspace> _idle = [];
    private readonly DecodeCaches _caches = new(redactor, prices ?? PriceBook.BuiltIn);

    /// <param name="lambda">Whose records these are, when the body is not OTLP but what the Lambda Telemetry API sends; else null.</param>
    public DecodeResult Decode(OtlpSignal signal, OtlpEncoding encoding, ReadOnlySpan<byte> body, TimeWindow window, LambdaSender? lambda = null)
    {
        if (!_idle.TryTake(out var workspace))
        {
            workspace = new Workspace(new DecodeSession(_caches));
        }
        try
        {
            return workspace.Decode(signal, encoding, body, window, lambda);
        }
        catch (OtlpFormatException exception)
        {
            return DecodeResult.Undecodable(exception.Message);
        }
        catch (JsonException exception)
        {
            return DecodeResult.Undecodable("The body is not valid JSON: " + exception.Message);
        }
        finally
        {
            workspace.Reset();
            if (_idle.Count < MaxIdleSessions)
            {
                _idle.Add(workspace);
            }
        }
    }

    /// <summary>A session with the decoders that write to it.</summary>
    private sealed class Workspace(DecodeSession session)
    {
        private readonly SpanDecoder _spans = new(session);
        private readonly LogDecoder _logs = new(session);
        private readonly MetricDecoder _metrics = new(session);
        private readonly OtlpJsonTranscoder _json = new();
        private readonly LambdaJsonTranscoder _lambda = new();

        public DecodeResult Decode(OtlpSignal signal, OtlpEncoding encoding, ReadOnlySpan<byte> body, TimeWindow window, LambdaSender? lambda)
        {
            session.Begin(window);
            if (lambda is not null)
            {
                body = _lambda.ToProtobuf(body, lambda);
            }
            else if (encoding == OtlpEncoding.Json)
            {
                body = _json.ToProtobuf(signal, body);
                session.Warning = _json.Warning;
            }
            var reader = new WireReader(body);
            while (reader.TryTag(out var tag))
            {
                if (tag == 0x0a)
                {
                    Group(signal, reader.Bytes());
                }
                else
                {
                    reader.Skip(tag);
                }
            }
            return session.Seal();
        }

        public void Reset()
        {
            session.Reset();
            _json.Reset();
            _lambda.Reset();
        }

        /// <summary>ResourceSpans, ResourceLogs and ResourceMetrics: a resource, groups by scope, a schema URL.</summary>
        private void Group(OtlpSignal signal, ReadOnlySpan<byte> group)
        {
            var resource = ReadOnlySpan<byte>.Empty;
            var schemaUrl = ReadOnlySpan<byte>.Empty;
            var reader = new WireReader(group);
            while (reader.TryTag(out var tag))
            {
                switch (tag)
                {
                    case 0x0a:
                        resource = reader.Bytes();
                        break;
                    case 0x1a:
                        schemaUrl = reader.Bytes();
                        break;
                    default:
                        reader.Skip(tag);
                        break;
                }
            }
            var decoded = session.Resource(resource, schemaUrl);
            reader = new WireReader(group);
            while (reader.TryTag(out var tag))
            {
                if (tag == 0x12)
                {
                    Records(signal, reader.Bytes(), decoded);
                }
                else
                {
                    reader.Skip(tag);
                }
            }
        }

        private void Records(OtlpSignal signal, ReadOnlySpan<byte> records, DecodedResource resource)
        {
            switch (signal)
            {
                case OtlpSignal.Traces:
                    _spans.Decode(records, resource);
                    break;
                case OtlpSignal.Logs:
                    _logs.Decode(records, resource);
                    break;
                case OtlpSignal.Metrics:
                    _metrics.Decode(records, resource);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(signal), signal, "No such signal.");
            }
        }
    }
}
