using Observe.Functions.Normalisation;

namespace Observe.Functions.Lambda;

/// <summary>
/// Reads the lines into which the OpenTelemetry extension for Lambda turns the platform's records, and which the platform itself writes to its
/// logs: <c>REPORT RequestId: 6f7f... Duration: 12.34 ms Billed Duration: 13 ms Memory Size: 128 MB Max Memory Used: 64 MB</c>.
/// </summary>
public static class LambdaReportText
{
    private const int LongestLine = 2_048;

    // A label that is part of another one comes after it: each stretch of the line is taken once.
    private static readonly (string Label, string Field)[] Labels =
    [
        ("Billed Duration:", "metrics.billedDurationMs"),
        ("Init Duration:", "metrics.initDurationMs"),
        ("Billed Restore Duration:", ""),
        ("Restore Duration:", "metrics.restoreDurationMs"),
        ("Duration:", "metrics.durationMs"),
        ("Max Memory Used:", "metrics.maxMemoryUsedMB"),
        ("Memory Size:", "metrics.memorySizeMB"),
        ("Initialization Type:", "initializationType"),
        ("Error Type:", "errorType"),
        ("RequestId:", "requestId"),
        ("Version:", "version"),
        ("Phase:", "phase"),
        ("Status:", "status"),
        ("DroppedRecords:", "droppedRecords"),
    ];

    /// <summary>The fields of a line, by the names that they have in a record.</summary>
    public static AttributeLookup Fields(string line)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var rest = line.Length > LongestLine ? line[..LongestLine] : line;
        foreach (var (label, field) in Labels)
        {
            var at = rest.IndexOf(label, StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }
            var from = at + label.Length;
            while (from < rest.Length && rest[from] is ' ')
            {
                from++;
            }
            var to = from;
            while (to < rest.Length && !char.IsWhiteSpace(rest[to]))
            {
                to++;
            }
            fields.TryAdd(field, rest[from..to]);
            rest = string.Concat(rest.AsSpan(0, at), "\t", rest.AsSpan(to));
        }
        if (line.StartsWith("INIT_REPORT", StringComparison.Ordinal) && fields.Remove("metrics.initDurationMs", out var init))
        {
            fields["metrics.durationMs"] = init;
        }
        return fields.GetValueOrDefault;
    }
}
