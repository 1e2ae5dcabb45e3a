using System.Runtime.InteropServices;

namespace Observe.Functions.Simulation;

/// <summary>By nearest rank: each is one of the values. In their unit; 0 without any.</summary>
public readonly record struct Quantiles(long P50, long P95, long P99)
{
    internal static Quantiles Of(ReadOnlySpan<long> sorted) => Of(sorted, sorted.Length);

    /// <summary>Of so many values, all of which are 0 but those given.</summary>
    internal static Quantiles OfRest(List<long> sorted, long count) => Of(CollectionsMarshal.AsSpan(sorted), count);

    private static Quantiles Of(ReadOnlySpan<long> sorted, long count) =>
        new(At(sorted, count, 0.5), At(sorted, count, 0.95), At(sorted, count, 0.99));

    private static long At(ReadOnlySpan<long> sorted, long count, double share)
    {
        var index = (long)Math.Ceiling(share * count) - 1 - (count - sorted.Length);
        return index < 0 ? 0 : sorted[(int)index];
    }
}
