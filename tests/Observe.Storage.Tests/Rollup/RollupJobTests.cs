using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Tests.Rollup;

public class RollupJobTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly OneBadSlot _rollup;
    private readonly int _first;

    public RollupJobTests()
    {
        _first = RollupSlot.Of(UnixTime.Nanoseconds(_time.GetUtcNow())) - 20;
        _rollup = new OneBadSlot(new RollupLedger(_time, othersStore: false), bad: _first + 3);
        _rollup.Ledger.Compared(int.MinValue, int.MaxValue, Enumerable.Range(_first, 10).ToHashSet(), _time.GetUtcNow());
        _time.Advance(RollupLedger.Quiet);
    }

    [Fact]
    public async Task RollAsync_OneSlotFails_TheOthersAreDoneAndItIsTriedAgainLater()
    {
        using var job = Job();

        await job.RollAsync(default);

        Assert.Equal(Enumerable.Range(_first, 10).Where(slot => slot != _first + 3), _rollup.Done);
        Assert.Equal([_first + 3], _rollup.Ledger.Unrolled(_first, _first + 10, 100)!);

        var tries = _rollup.Tries;
        await job.RollAsync(default);
        Assert.Equal(tries, _rollup.Tries);

        _rollup.Bad = null;
        _time.Advance(TimeSpan.FromSeconds(31));
        await job.RollAsync(default);
        Assert.Empty(_rollup.Ledger.Unrolled(_first, _first + 10, 100)!);
    }

    [Fact]
    public async Task RollAsync_SlotThatKeepsFailing_WaitsLongerEachTime()
    {
        using var job = Job();
        await job.RollAsync(default);
        var tries = _rollup.Tries;

        for (var second = 0; second < 600; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await job.RollAsync(default);
        }

        // After 30, 90, 210 and 450 seconds.
        Assert.Equal(4, _rollup.Tries - tries);
    }

    [Fact]
    public async Task RollAsync_EverythingFails_StopsAfterAFew()
    {
        _rollup.AllFail = true;
        using var job = Job();

        await job.RollAsync(default);

        // Together once, and three alone.
        Assert.Equal(4, _rollup.Tries);
        Assert.Empty(_rollup.Done);
    }

    private RollupJob Job() => new(_rollup, new StorageOptions(), _time, NullLogger<RollupJob>.Instance);

    /// <summary>A rollup that cannot work out one slot, whatever is tried with it.</summary>
    private sealed class OneBadSlot(RollupLedger ledger, int bad) : IRollup
    {
        public int? Bad { get; set; } = bad;

        public bool AllFail { get; set; }

        public int Tries { get; private set; }

        public List<int> Done { get; } = [];

        public string Records => "spans";

        public RollupLedger Ledger => ledger;

        public Task NoteOutdatedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<HashSet<int>> DifferingAsync(int from, int to, CancellationToken cancellationToken) => Task.FromResult(new HashSet<int>());

        public Task<(int From, int To)?> ExtentAsync(CancellationToken cancellationToken) => Task.FromResult<(int, int)?>(null);

        public Task<Dictionary<int, long>> StoredAsync(int[] slots, CancellationToken cancellationToken) =>
            Task.FromResult(slots.ToDictionary(slot => slot, _ => 10L));

        public Task<IReadOnlyList<int>> WorkOutAsync(int[] slots, Dictionary<int, long> stored, CancellationToken cancellationToken)
        {
            Tries++;
            if (AllFail || (Bad is { } slot && slots.Contains(slot)))
            {
                throw new InvalidOperationException("This slot cannot be worked out.");
            }
            Done.AddRange(slots);
            return Task.FromResult<IReadOnlyList<int>>(slots);
        }
    }
}
