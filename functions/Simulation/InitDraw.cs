namespace Observe.Functions.Simulation;

/// <summary>
/// Draws for initialisation times. A draw belongs to the request, not to the order of draws: under another setting the same request draws the
/// same, so that a comparison of settings is not a comparison of luck.
/// </summary>
internal static class InitDraw
{
    private const double Unit = 1.0 / (1L << 53);

    /// <summary>From 0 to below 1.</summary>
    public static double Of(int seed, int request) => (Mix(((ulong)(uint)seed << 32) | (uint)request) >> 11) * Unit;

    // SplitMix64: every output bit depends on every input bit.
    private static ulong Mix(ulong value)
    {
        value = (value + 1) * 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
