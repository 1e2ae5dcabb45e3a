using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Fakes;

internal static class Some
{
    public static readonly DateTimeOffset Time = new(2026, 11, 23, 3, 0, 0, TimeSpan.Zero);

    /// <summary>For rows in real tables, which drop what is old.</summary>
    public static readonly DateTimeOffset Today =
        DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    public static AlertRule Rule => new()
    {
        Name = "payments errors over 5 %",
        Function = "payments",
        Threshold = 0.05,
        RecoveryThreshold = 0.03,
        Window = TimeSpan.FromMinutes(5),
        Interval = TimeSpan.FromMinutes(1),
    };

    public static AlertsMeter Meter() =>
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
}
