namespace Observe.Functions.Simulation;

/// <summary>The most intervals <c>[begin, end)</c> at once; ends come before begins at equal times.</summary>
internal static class PeakConcurrency
{
    /// <summary>Both in order, and as many of one as of the other; no interval is empty.</summary>
    public static int Of(ReadOnlySpan<long> begins, ReadOnlySpan<long> ends)
    {
        var (peak, ended) = (0, 0);
        for (var begun = 0; begun < begins.Length; begun++)
        {
            while (ends[ended] <= begins[begun])
            {
                ended++;
            }
            peak = Math.Max(peak, begun + 1 - ended);
        }
        return peak;
    }
}
