using Observe.Sdk.Invocations;

namespace Observe.Sdk.Tests;

/// <summary>Starts a function that knows no platform and has served nothing yet.</summary>
internal static class SomeFunction
{
    public static readonly DateTimeOffset ProcessStart = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static ObserveFunction Start(Uri endpoint, Action<ObserveOptions>? configure = null, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        return ObserveFunction.Start(
            options =>
            {
                options.ServiceName = "checkout";
                options.Endpoint = endpoint;
                // Generous: only the tests of the budget look at it.
                options.FlushTimeout = TimeSpan.FromSeconds(30);
                configure?.Invoke(options);
            },
            _ => null,
            new ColdStart(time == TimeProvider.System ? time.GetUtcNow() : ProcessStart, time),
            time);
    }
}
