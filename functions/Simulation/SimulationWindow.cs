namespace Observe.Functions.Simulation;

/// <summary>The time that is counted, <c>[From, To)</c> in unix nanoseconds. What comes before it only sets the scene.</summary>
public readonly record struct SimulationWindow(long FromUnixNanoseconds, long ToUnixNanoseconds)
{
    public long Nanoseconds => Math.Max(0, ToUnixNanoseconds - FromUnixNanoseconds);

    public bool Contains(long unixNanoseconds) => unixNanoseconds >= FromUnixNanoseconds && unixNanoseconds < ToUnixNanoseconds;

    /// <summary>Nanoseconds of an interval that lie in the window.</summary>
    public long Overlap(long from, long to) =>
        Math.Max(0, Math.Min(to, ToUnixNanoseconds) - Math.Max(from, FromUnixNanoseconds));
}
