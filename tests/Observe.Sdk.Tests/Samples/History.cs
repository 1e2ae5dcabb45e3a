using System.Globalization;
using Observe.Functions.Invocations;
using Observe.Functions.Normalisation;
using Observe.Functions.Simulation;
using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests.Samples;

/// <summary>Invocations out of the spans that arrived, by the rules that the collector reads them with.</summary>
internal static class History
{
    /// <summary>So many nanoseconds were added to what telemetry says, before and after each invocation.</summary>
    public static PastInvocation Past(this InvocationPiece piece, TimeSpan before = default, TimeSpan after = default) => new(
        piece.StartUnixNanoseconds + (long)before.TotalNanoseconds, piece.EndUnixNanoseconds + (long)after.TotalNanoseconds,
        piece.InitDurationNanoseconds, piece.InitClass, piece.Outcome);

    public static IEnumerable<InvocationPiece> Invocations(this OtlpReceiver receiver) => receiver.Spans.Select(Piece).OfType<InvocationPiece>();

    private static InvocationPiece? Piece(OtlpSpan span)
    {
        var attributes = span.Attributes.Plain();
        return InvocationNormaliser.FromSpan(new SpanFacts
        {
            Attribute = key => Convert.ToString(attributes.GetValueOrDefault(key), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null,
            Resource = _ => null,
            IsEntryKind = span.Kind == 2,
            TraceId = span.TraceId.Hex(),
            SpanId = span.SpanId.Hex(),
            StartUnixNanoseconds = (long)span.StartTimeUnixNano,
            EndUnixNanoseconds = (long)span.EndTimeUnixNano,
        });
    }
}
