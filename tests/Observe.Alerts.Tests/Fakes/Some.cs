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

    /// <summary>What a gauge says now; of several values the one with that state.</summary>
    public static long Gauge(AlertsMeter meter, string name, string? state)
    {
        ArgumentNullException.ThrowIfNull(meter);
        long found = -1;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == name && meter.Owns(instrument.Meter))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Take(value, tags));
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => Take(value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        return found;

        void Take(long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (state is null || tags[0].Value as string == state)
            {
                found = value;
            }
        }
    }
}
