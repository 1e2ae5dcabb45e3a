using System.Globalization;

namespace Observe.Samples.Platform;

/// <summary>How the demo behaves, from the environment and the switches.</summary>
internal sealed record PlatformOptions
{
    /// <summary>An instance that is idle for so long ends: the platform's keep-alive.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Instances of each function that are started ahead and kept.</summary>
    public int Provisioned { get; init; }

    /// <summary>Orders a second, on average; each is at least two invocations.</summary>
    public double Rate { get; init; } = 1.5;

    /// <summary>How that changes over time.</summary>
    public TrafficShape Shape { get; init; } = TrafficShape.Day;

    public BadPhase BadPhase { get; init; } = BadPhase.Cycle;
    public bool ExitWithParent { get; init; }

    /// <summary>The most instances of one function; above it the caller gets 429.</summary>
    public int MaxInstances { get; init; } = 12;

    /// <summary>One order in so many is one that the shop cannot cope with; 0 for none.</summary>
    public int UnforeseenEvery { get; init; } = 75;

    /// <summary>So long after the shop opens another version of checkout is deployed; null for never.</summary>
    public TimeSpan? DeployAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>So long after the shop opens a version of fulfilment that leaks is deployed; null for never.</summary>
    public TimeSpan? LeakAfter { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The pause of the shop's schedule.</summary>
    public TimeSpan ScheduleEvery { get; init; } = TimeSpan.FromMinutes(1);

    public static PlatformOptions From(IReadOnlyCollection<string> arguments, Func<string, string?> variable)
    {
        var options = new PlatformOptions { ExitWithParent = arguments.Contains("--exit-with-parent") };
        if (Positive("OBSERVE_DEMO_IDLE_SECONDS", variable) is { } idle)
        {
            options = options with { Idle = TimeSpan.FromSeconds(idle) };
        }
        if (Positive("OBSERVE_DEMO_RATE", variable) is { } rate)
        {
            options = options with { Rate = rate };
        }
        if (Positive("OBSERVE_DEMO_PROVISIONED", variable) is { } provisioned)
        {
            options = options with { Provisioned = (int)Math.Min(provisioned, options.MaxInstances) };
        }
        if (Positive("OBSERVE_DEMO_SCHEDULE_SECONDS", variable) is { } schedule)
        {
            options = options with { ScheduleEvery = TimeSpan.FromSeconds(schedule) };
        }
        if (variable("OBSERVE_DEMO_UNFORESEEN_EVERY") == "never")
        {
            options = options with { UnforeseenEvery = 0 };
        }
        else if (Positive("OBSERVE_DEMO_UNFORESEEN_EVERY", variable) is { } every)
        {
            options = options with { UnforeseenEvery = (int)Math.Clamp(every, 1, int.MaxValue) };
        }
        options = options with
        {
            DeployAfter = Moment("OBSERVE_DEMO_DEPLOY_SECONDS", options.DeployAfter, variable),
            LeakAfter = Moment("OBSERVE_DEMO_LEAK_SECONDS", options.LeakAfter, variable),
        };
        options = variable("OBSERVE_DEMO_SHAPE") switch
        {
            null or "" or "day" => options,
            "steady" => options with { Shape = TrafficShape.Steady },
            var other => throw new FormatException($"OBSERVE_DEMO_SHAPE must be day or steady, not '{other}'."),
        };
        return variable("OBSERVE_DEMO_BAD_PHASE") switch
        {
            null or "" or "cycle" => options,
            "always" => options with { BadPhase = BadPhase.Always },
            "never" => options with { BadPhase = BadPhase.Never },
            var other => throw new FormatException($"OBSERVE_DEMO_BAD_PHASE must be always, never or cycle, not '{other}'."),
        };
    }

    /// <returns>Null for never.</returns>
    private static TimeSpan? Moment(string name, TimeSpan? otherwise, Func<string, string?> variable) =>
        variable(name) == "never" ? null : Positive(name, variable) is { } seconds ? TimeSpan.FromSeconds(seconds) : otherwise;

    private static double? Positive(string name, Func<string, string?> variable)
    {
        if (variable(name) is not { Length: > 0 } text)
        {
            return null;
        }
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new FormatException($"{name} must be a number above 0, not '{text}'.");
    }
}

/// <summary>When the bank is unwell.</summary>
internal enum BadPhase
{
    Cycle,
    Always,
    Never,
}
