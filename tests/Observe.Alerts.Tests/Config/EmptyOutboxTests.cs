using Observe.Alerts.Tests.Fakes;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Config;

/// <summary>What is asked of an outbox through which nothing has gone yet.</summary>
public sealed class EmptyOutboxTests(EngineFixture engine) : IClassFixture<EngineFixture>
{
    private static readonly TimeRange Range = TimeRange.Of(Some.Today.AddDays(-1), Some.Today);
    private readonly DeliveryStore _store = new(engine.Database);

    [Fact]
    public async Task Redeliver_NothingWasEverSent_QueuesNothing()
    {
        Assert.Equal(new RedeliveryResult(0, 0), await _store.RedeliverAsync("hook", Range, 10, Some.Today, CancellationToken.None));
        Assert.Equal(0, await _store.CountUndeliveredAsync("hook", Range, CancellationToken.None));
    }

    [Fact]
    public async Task Health_NothingWasEverSent_IsEmpty() => Assert.Empty(
        await _store.HealthAsync(Some.Today.AddDays(-1), Some.Today, new Dictionary<string, DateTimeOffset>(), CancellationToken.None));
}
