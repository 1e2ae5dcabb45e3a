namespace Observe.Functions.Simulation;

/// <summary>
/// Draws initialisation times from those that were observed. The draw belongs to the request, not to the order of draws: under
/// another setting the same request draws the same time, so that a comparison of settings is not a comparison of luck.
/// </summary>
internal static class InitSampler
{
    /// <summary>Nanoseconds; 0 when none is known.</summary>
    public static long Draw(ReadOnlySpan<long> inits, int seed, int request) =>
        inits.IsEmpty ? 0 : inits[(int)Math.BigMul(Mix(((ulong)(uint)seed << 32) | (uint)request), (ulong)inits.Length, out _)];

    // SplitMix64: every output bit depends on every input bit.
    private static ulong Mix(ulong value)
    {
        value = (value + 1) * 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
