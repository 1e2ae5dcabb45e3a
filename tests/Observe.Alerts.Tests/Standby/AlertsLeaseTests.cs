using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Observe.Alerts.Standby;
using Observe.Storage.Config;
using Observe.Storage.Engine;

namespace Observe.Alerts.Tests.Standby;

public sealed class AlertsLeaseTests
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _time = new(Fakes.Some.Time);
    private readonly Claims _claims;

    public AlertsLeaseTests() => _claims = new Claims(_time);

    [Fact]
    public async Task Beat_OfOneAlone_HoldsWithItsSecondWord()
    {
        using var lease = Lease();

        await lease.BeatAsync(default);
        Assert.False(lease.IsHeld);

        await NextAsync(lease);
        Assert.True(lease.IsHeld);
        Assert.Equal(1, lease.Term);
    }

    [Fact]
    public async Task Beat_OfTwoThatBeginTogether_IsHeldByOne()
    {
        using var first = Lease();
        using var second = Lease();

        for (var beat = 0; beat < 5; beat++)
        {
            await NextAsync(first, second);
            Assert.False(first.IsHeld && second.IsHeld);
        }

        Assert.True(first.IsHeld || second.IsHeld);
        Assert.Equal(1, first.Term + second.Term);
    }

    [Fact]
    public async Task Beat_WhileAnotherHolds_StandsByWhateverItsId()
    {
        using var holder = Lease();
        await NextAsync(holder);
        await NextAsync(holder);
        // One of many has a smaller id.
        var others = Enumerable.Range(0, 20).Select(_ => Lease()).ToArray();

        for (var beat = 0; beat < 3; beat++)
        {
            await NextAsync([holder, .. others]);
        }

        Assert.True(holder.IsHeld);
        Assert.All(others, other => Assert.False(other.IsHeld));
        Array.ForEach(others, other => other.Dispose());
    }

    [Fact]
    public async Task Beat_AfterTheHolderFellSilent_TakesOverWhenItsTimeIsOverAndNotBefore()
    {
        using var holder = Lease();
        using var other = Lease();
        await NextAsync(holder);
        await NextAsync(holder);
        for (var elapsed = Life / 5; elapsed <= Life; elapsed += Life / 5)
        {
            await NextAsync(other);
            Assert.False(other.IsHeld);
        }
        // It trusts itself for less long than the others do.
        Assert.False(holder.IsHeld);

        await NextAsync(other);
        await NextAsync(other);

        Assert.True(other.IsHeld);
    }

    [Fact]
    public async Task Beat_OfAHolderThatWasAway_BeginsAnewAndReadsWhatOthersDid()
    {
        using var holder = Lease();
        await NextAsync(holder);
        await NextAsync(holder);
        _time.Advance(2 * Life);
        Assert.False(holder.IsHeld);

        await NextAsync(holder);
        Assert.False(holder.IsHeld);
        await NextAsync(holder);

        Assert.True(holder.IsHeld);
        Assert.Equal(2, holder.Term);
    }

    [Fact]
    public async Task Stop_OfTheHolder_LetsTheNextBeginAtOnce()
    {
        using var holder = Lease();
        using var other = Lease();
        await NextAsync(holder);
        await NextAsync(holder);
        await NextAsync(holder, other);

        await holder.StopAsync(default);
        await NextAsync(other);

        Assert.True(other.IsHeld);
        Assert.False(holder.IsHeld);
    }

    [Fact]
    public async Task Beat_StoreAway_EndsTheHoldInTime()
    {
        using var lease = Lease();
        await NextAsync(lease);
        await NextAsync(lease);
        _claims.IsAway = true;

        await Assert.ThrowsAsync<InvalidOperationException>(() => NextAsync(lease));
        Assert.True(lease.IsHeld);
        _time.Advance(Life);

        Assert.False(lease.IsHeld);
    }

    [Fact]
    public void IsHeld_EmbeddedEngine_IsAlwaysSo()
    {
        using var lease = new AlertsLease(_claims, new StorageOptions(), Options, _time, NullLogger<AlertsLease>.Instance);

        Assert.True(lease.IsHeld);
    }

    private static Microsoft.Extensions.Options.IOptions<AlertsOptions> Options =>
        Microsoft.Extensions.Options.Options.Create(new AlertsOptions { StandbyAfter = Life });

    private AlertsLease Lease() =>
        new(_claims, new StorageOptions { ServerUrl = "http://clickhouse:8123" }, Options, _time, NullLogger<AlertsLease>.Instance);

    private async Task NextAsync(params AlertsLease[] leases)
    {
        _time.Advance(Life / 5);
        foreach (var lease in leases)
        {
            await lease.BeatAsync(default);
        }
    }

    private sealed class Claims(TimeProvider time) : IWorkClaims
    {
        private readonly Dictionary<string, (WorkClaim Claim, DateTimeOffset At)> _last = [];

        public bool IsAway { get; set; }

        public Task SayAsync(string work, WorkClaim claim, CancellationToken cancellationToken)
        {
            if (IsAway)
            {
                throw new InvalidOperationException("away");
            }
            _last[claim.ProcessId] = (claim, time.GetUtcNow());
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<WorkClaim>> OthersAsync(string work, string processId, TimeSpan within, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<WorkClaim>>(
                [.. _last.Values.Where(item => item.Claim.ProcessId != processId && item.At >= time.GetUtcNow() - within).Select(item => item.Claim)]);
    }
}
