namespace Observe.Functions.Async;

/// <summary>
/// How long messages waited: from the end of the span that sent one, or the platform's enqueued time, to the start of the span that worked on it.
/// Clocks differ: a wait below zero counts as none, and is counted.
/// </summary>
public sealed record QueueLag
{
    /// <summary>Messages whose wait is known.</summary>
    public required int Known { get; init; }

    /// <summary>Messages of which nothing says when they were put into the queue.</summary>
    public required int Unknown { get; init; }

    /// <summary>Of the known ones, those whose clocks contradict each other.</summary>
    public required int Negative { get; init; }

    /// <summary>Nanoseconds, nearest rank; 0 when none is known.</summary>
    public required long P50 { get; init; }

    public required long P95 { get; init; }
    public required long P99 { get; init; }
    public required long Max { get; init; }

    public static QueueLag Of(IEnumerable<QueuedMessage> messages)
    {
        var lags = new List<long>();
        var (unknown, negative) = (0, 0);
        foreach (var message in messages)
        {
            if (message.EnqueuedUnixNanoseconds is not { } enqueued)
            {
                unknown++;
                continue;
            }
            negative += enqueued > message.ProcessedUnixNanoseconds ? 1 : 0;
            lags.Add(Math.Max(0, message.ProcessedUnixNanoseconds - enqueued));
        }
        lags.Sort();
        return new QueueLag
        {
            Known = lags.Count,
            Unknown = unknown,
            Negative = negative,
            P50 = Rank(lags, 0.5),
            P95 = Rank(lags, 0.95),
            P99 = Rank(lags, 0.99),
            Max = lags.Count == 0 ? 0 : lags[^1],
        };
    }

    private static long Rank(List<long> sorted, double quantile) =>
        sorted.Count == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(quantile * sorted.Count) - 1, 0, sorted.Count - 1)];
}
