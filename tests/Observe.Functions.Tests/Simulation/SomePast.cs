using Observe.Functions.Invocations;
using Observe.Functions.Simulation;

namespace Observe.Functions.Tests.Simulation;

/// <summary>Histories and settings that the simulation tests start from. Times are milliseconds after <see cref="Begin"/>.</summary>
internal static class SomePast
{
    public const long Begin = 1_795_392_000_000_000_000;
    public const long Millisecond = 1_000_000;

    public static SimulationWindow All { get; } = new(Begin, Begin + (long)TimeSpan.FromDays(2).TotalNanoseconds);

    public static PastInvocation Warm(long arrival, long duration, InvocationOutcome outcome = InvocationOutcome.Ok) =>
        new(At(arrival), At(arrival + duration), 0, InitClass.Warm, outcome);

    /// <summary>The span starts when the initialisation is over.</summary>
    public static PastInvocation Cold(long arrival, long init, long duration) =>
        new(At(arrival + init), At(arrival + init + duration), init * Millisecond, InitClass.Cold, InvocationOutcome.Ok);

    public static PlatformSettings KeepAlive(double seconds) => new() { KeepAlive = TimeSpan.FromSeconds(seconds) };

    public static long At(double milliseconds) => Begin + (long)(milliseconds * Millisecond);
}
