namespace Observe.Functions.Simulation;

/// <summary>How a platform runs one function.</summary>
public sealed record PlatformSettings
{
    /// <summary>An idle environment ends this long after its last request.</summary>
    public required TimeSpan KeepAlive { get; init; }

    /// <summary>Environments that are ready from the beginning and never end.</summary>
    public int Provisioned { get; init; }

    /// <summary>Most requests at once (reserved concurrency); the next is throttled. Null for no limit of the function's own.</summary>
    public int? ConcurrencyLimit { get; init; }

    /// <summary>How many requests an environment serves at once.</summary>
    public int RequestsPerInstance { get; init; } = 1;

    /// <summary>Environments that may be started in any <see cref="ScaleWindow"/>, refilled continuously: what AWS allows each function.</summary>
    public int ScaleBurst { get; init; } = Limits.ConcurrencyLimit.AwsScaleRate;

    public TimeSpan ScaleWindow { get; init; } = TimeSpan.FromSeconds(Limits.ConcurrencyLimit.ScaleSeconds);

    internal long KeepAliveNanoseconds => KeepAlive.Ticks * TimeSpan.NanosecondsPerTick;
}
