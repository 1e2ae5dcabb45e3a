using System.Text.Json;
using Google.Protobuf;
using Observe.Collector.Decode;
using Observe.Collector.Proto.Logs;
using Observe.Collector.Proto.Metrics;
using Observe.Collector.Proto.Trace;

namespace Observe.Collector.Tests.Reference;

/// <summary>The bytes of one request in, rows out; the same for every transport.</summary>
public static class ReferenceDecoder
{
    public static ReferenceResult Decode(OtlpSignal signal, OtlpEncoding encoding, ReadOnlyMemory<byte> body, TimeWindow window)
    {
        try
        {
            return signal switch
            {
                OtlpSignal.Traces => ReferenceSpanDecoder.Decode(ParseTraces(encoding, body), window),
                OtlpSignal.Logs => ReferenceLogDecoder.Decode(ParseLogs(encoding, body), window),
                OtlpSignal.Metrics => ReferenceMetricDecoder.Decode(ParseMetrics(encoding, body), window),
                _ => throw new ArgumentOutOfRangeException(nameof(signal)),
            };
        }
        catch (InvalidProtocolBufferException exception)
        {
            return ReferenceResult.Undecodable("The body is not a valid OTLP protobuf message: " + exception.Message);
        }
        catch (JsonException exception)
        {
            return ReferenceResult.Undecodable("The body is not valid JSON: " + exception.Message);
        }
        catch (OtlpFormatException exception)
        {
            return ReferenceResult.Undecodable(exception.Message);
        }
    }

    private static ExportTraceServiceRequest ParseTraces(OtlpEncoding encoding, ReadOnlyMemory<byte> body) =>
        encoding == OtlpEncoding.Json ? OtlpJsonReader.ReadTraces(body) : Merge(new ExportTraceServiceRequest(), body);

    private static ExportLogsServiceRequest ParseLogs(OtlpEncoding encoding, ReadOnlyMemory<byte> body) =>
        encoding == OtlpEncoding.Json ? OtlpJsonReader.ReadLogs(body) : Merge(new ExportLogsServiceRequest(), body);

    private static ExportMetricsServiceRequest ParseMetrics(OtlpEncoding encoding, ReadOnlyMemory<byte> body) =>
        encoding == OtlpEncoding.Json ? OtlpMetricJsonReader.Read(body) : Merge(new ExportMetricsServiceRequest(), body);

    private static T Merge<T>(T message, ReadOnlyMemory<byte> body)
        where T : IMessage<T>
    {
        using var stream = new ReadOnlyMemoryStream(body);
        // The size was limited when the body was read; the recursion limit is what the defaults get wrong.
        using var input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, (3 * DecodeLimits.MaxValueDepth) + 32);
        message.MergeFrom(input);
        // A stray end-group tag ends the parse early without an error.
        return input.IsAtEnd ? message : throw new OtlpFormatException("The body is not a valid OTLP protobuf message: it ends early.");
    }
}
