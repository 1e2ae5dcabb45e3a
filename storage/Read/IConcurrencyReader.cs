using Observe.Functions.Invocations;

namespace Observe.Storage.Read;

/// <summary>Reads how many invocations of one function ran at once: exact, from the intervals <c>[start, end)</c>, ends before starts at equal times.</summary>
public interface IConcurrencyReader
{
    Task<ConcurrencyResult> GetAsync(ConcurrencyQuery query, CancellationToken cancellationToken);
}

/// <param name="Cells">Of the series, 1 to 400; a long range has cells of whole five minutes.</param>
public sealed record ConcurrencyQuery(FunctionId Function, TimeRange Range, int Cells = 240);

/// <summary>How many ran at once over a range.</summary>
public sealed record ConcurrencyResult
{
    /// <summary>Oldest first, without gaps.</summary>
    public required IReadOnlyList<ConcurrencyCell> Cells { get; init; }

    /// <summary>0 when nothing ran.</summary>
    public required int Peak { get; init; }

    /// <summary>When the peak was first reached, unix nanoseconds; null when nothing ran.</summary>
    public required long? PeakUnixNanoseconds { get; init; }

    /// <summary>Over the whole range.</summary>
    public required double Average { get; init; }

    /// <summary>
    /// For each number k from 1 to the peak, the first first, nanoseconds with at least k running. Empty where the range is too long to be
    /// read from single invocations.
    /// </summary>
    public required IReadOnlyList<long> AtLeast { get; init; }

    public required Scanned Scanned { get; init; }
}

/// <param name="Average">The time that ran in the cell over its length.</param>
public sealed record ConcurrencyCell(long StartUnixNanoseconds, int Peak, double Average);
