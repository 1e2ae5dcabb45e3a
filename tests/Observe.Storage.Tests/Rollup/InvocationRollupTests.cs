using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Rollup;
using Observe.Storage.Write;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Rollup;

/// <summary>What the rollups say of invocations is what brute force says of their pieces, whatever came when, twice, late or never.</summary>
public sealed class InvocationRollupTests : IAsyncLifetime, IDisposable
{
    private const int Seed = 20261126;
    private const long Minute = 60 * Second;
    private const long Slot = 5 * Minute;
    private const long Memory = 512 << 20;
    private static readonly CostCalculator Costs = new(PriceBook.BuiltIn);

    // A database for each test: they count all functions.
    private readonly EngineFixture _fixture = new();
    private readonly long _midnight = Start / (1_440 * Minute) * (1_440 * Minute);
    private readonly FakeTimeProvider _time;
    private RollupLedgers _ledgers;
    private RollupJob _job = null!;
    private TelemetryWriter _writer = null!;
    private int _checks;

    public InvocationRollupTests()
    {
        _time = new FakeTimeProvider(UnixTime.ToDateTimeOffset(_midnight));
        _ledgers = new RollupLedgers(_time, othersStore: false);
    }

    public async Task InitializeAsync()
    {
        await _fixture.InitializeAsync();
        _job = Job(_ledgers);
        _writer = _fixture.WriterOf(_ledgers);
        await _job.CompareAsync(default);
    }

    public Task DisposeAsync() => _fixture.DisposeAsync();

    public void Dispose() => _job.Dispose();

    [Fact]
    public async Task ListAsync_RandomPiecesInRandomOrder_EqualsBruteForceAtEveryStep()
    {
        var random = new Random(Seed);
        var truth = Enumerable.Range(0, 600).Select(number => new Truth(number, _midnight, random)).ToArray();
        var pieces = truth.SelectMany(one => one.Pieces()).ToArray();
        random.Shuffle(pieces);
        At(13 * 60);
        var stored = new List<InvocationPiece>();
        // Not on whole slots, and on them; so short that the pieces answer, and long.
        TimeRange[] ranges =
        [
            new(_midnight + (7 * Second), _midnight + (12 * 60 * Minute) + 1),
            new(_midnight + (60 * Minute), _midnight + (180 * Minute)),
            new(_midnight + (91 * Minute), _midnight + (102 * Minute)),
        ];
        foreach (var (step, batch) in pieces.Chunk(pieces.Length / 6).Index())
        {
            await StoreAsync(_writer, invocations: batch);
            stored.AddRange(batch);
            if (random.Next(3) > 0)
            {
                await RollAsync();
            }
            await AssertEqualAsync(stored, ranges[step % ranges.Length]);
        }
        await RollAsync();
        foreach (var range in ranges)
        {
            await AssertEqualAsync(stored, range);
        }
        Assert.Empty(Unrolled());
    }

    [Fact]
    public async Task Roll_EndThatComesAnHourLate_RepairsWhatReadAsLost()
    {
        At(60);
        var end = Some("a", 10 * Minute, 10 * Minute + (3 * Second)) with { DeadlineUnixNanoseconds = _midnight + (25 * Minute) };
        await StoreAsync(_writer, invocations: [end with { Source = PieceSource.Start, EndUnixNanoseconds = 0, Outcome = InvocationOutcome.Running }]);
        await RollAsync();
        Assert.Empty(Unrolled());
        Assert.Equal((1, 1, 1), await CountAsync());
        Assert.Equal(15 * 60 / (12.0 * 3_600), await AverageAsync(), 9);

        At(75);
        await StoreAsync(_writer, invocations: [end]);
        Assert.Equal((1, 0, 0), await CountAsync());
        await RollAsync();

        Assert.Empty(Unrolled());
        Assert.Equal((1, 0, 0), await CountAsync());
        Assert.Equal(3 / (12.0 * 3_600), await AverageAsync(), 9);
    }

    [Fact]
    public async Task Roll_InvocationThatMayStillEnd_IsPutOffAndReadFromThePieces()
    {
        At(33);
        var start = Some("a", 20 * Minute, 0) with { Source = PieceSource.Start, Outcome = InvocationOutcome.Running, DeadlineUnixNanoseconds = _midnight + (35 * Minute) };
        await StoreAsync(_writer, invocations: [start, Some("b", 2 * Minute, (2 * Minute) + Second)]);
        await RollAsync();

        // From the slot of its start on nothing is final; the other one is.
        Assert.Contains(SlotOf(20), Unrolled());
        Assert.Contains(SlotOf(25), Unrolled());
        Assert.DoesNotContain(SlotOf(0), Unrolled());
        Assert.Equal((2, 0, 0), await CountAsync());
        Assert.DoesNotContain(SlotOf(20), _ledgers.Invocations.Due().Select(due => due.Slot));

        At(90);
        await RollAsync();
        Assert.Empty(Unrolled());
        Assert.Equal((2, 1, 1), await CountAsync());
    }

    [Fact]
    public async Task Roll_StartsThatDisagreeAcrossASlotsEnd_AreOneInvocationOfTheEarlier()
    {
        At(60);
        var host = Some("a", (5 * Minute) - Second, (6 * Minute) + Second);
        await StoreAsync(_writer, invocations: [host with { StartUnixNanoseconds = _midnight + (5 * Minute) + (40 * Second) }]);
        await RollAsync();
        await StoreAsync(_writer, invocations: [host]);
        await RollAsync();

        Assert.Empty(Unrolled());
        Assert.Equal((1, 0, 0), await CountAsync());
        var series = Assert.Single((await ListAsync(Day, 144)).Functions).Series;
        Assert.Equal((1, 0), (series[0].Invocations, series[1].Invocations));
    }

    [Fact]
    public async Task Compare_AfterARestart_RollsAllThatAMissedPieceCanReachAndNothingElse()
    {
        At(200);
        await StoreAsync(_writer, invocations: [Some("a", 10 * Minute, 11 * Minute), Some("b", 120 * Minute, 121 * Minute)]);
        await RollAsync();
        Assert.Empty(Unrolled());
        // Stored by a process that ended before it could work anything out.
        await StoreAsync(_fixture.WriterOf(new RollupLedgers(_time, othersStore: false)), invocations: [Some("c", 12 * Minute, 30 * Minute)]);

        var ledgers = new RollupLedgers(_time, othersStore: false);
        using var job = Job(ledgers);
        await job.CompareAsync(default);

        var unrolled = ledgers.Invocations.Unrolled(SlotOf(0), SlotOf(1_440), 1_000)!;
        Assert.Equal(InvocationReach.SlotsOf(_midnight + (12 * Minute)), unrolled.Order());
    }

    [Fact]
    public async Task ListAsync_RowsOfARollThatNeverEnded_AreNotRead()
    {
        At(60);
        await StoreAsync(_writer, invocations: [Some("a", 10 * Minute, 11 * Minute)]);
        await RollAsync();
        // The rows of a later revision whose last line was never written.
        await _fixture.Database.ExecuteAsync(
            "INSERT INTO invocation_slots SELECT * REPLACE (revision + 1048576 AS revision, invocations + 5 AS invocations) FROM invocation_slots", null, default);
        await _fixture.Database.ExecuteAsync(
            "INSERT INTO concurrency_slots SELECT * REPLACE (revision + 1048576 AS revision, peak + 5 AS peak) FROM concurrency_slots", null, default);

        foreach (var othersStore in (bool[])[false, true])
        {
            await RestartAsync(othersStore);
            Assert.DoesNotContain(SlotOf(10), Unrolled());
            Assert.Equal((1, 0, 0), await CountAsync());
            Assert.Equal(1, Assert.Single((await ListAsync(Day, 24)).Functions).PeakConcurrency);
        }
    }

    [Fact]
    public async Task ListAsync_AfterARollThatFailedHalfWay_CountsNothingTwice()
    {
        At(60);
        await StoreAsync(_writer, invocations: [Some("a", 10 * Minute, 11 * Minute)]);
        await RollAsync();
        await StoreAsync(_writer, invocations: [Some("b", 10 * Minute, 12 * Minute)]);
        await _fixture.Database.ExecuteAsync("RENAME TABLE concurrency_slots TO concurrency_slots_away", null, default);
        await RollAsync();
        await _fixture.Database.ExecuteAsync("RENAME TABLE concurrency_slots_away TO concurrency_slots", null, default);
        Assert.Contains(SlotOf(10), Unrolled());
        Assert.Equal((2, 0, 0), await CountAsync());

        At(70);
        await RollAsync();

        Assert.Empty(Unrolled());
        Assert.Equal((2, 0, 0), await CountAsync());
        Assert.Equal(2, Assert.Single((await ListAsync(Day, 24)).Functions).PeakConcurrency);
        await RestartAsync(othersStore: false);
        Assert.Equal((2, 0, 0), await CountAsync());
    }

    [Fact]
    public async Task FindAsync_WhatTheRollupsKnow_IsFoundInAStepThatEndsWhereThePageDoes()
    {
        At(13 * 60);
        // One a minute, each tenth of them an error.
        var pieces = Enumerable.Range(0, 700).Select(minute => Some($"i{minute:D3}", minute * Minute, (minute * Minute) + Second) with
        {
            Outcome = minute % 10 == 0 ? InvocationOutcome.Error : InvocationOutcome.Ok,
        }).ToArray();
        await StoreAsync(_writer, invocations: pieces);
        await RollAsync();
        Assert.Empty(Unrolled());
        var rolled = new RolledInvocations(_fixture.Database, _ledgers, _time);
        var reader = new InvocationReader(_fixture.Database, rolled, Costs, new FirstInvocations(_fixture.Database, new StorageOptions(), _time), _time);
        var query = new InvocationListQuery(FunctionId.Of(pieces[0].Function), Day) { Limit = 7 };

        var newest = await reader.FindAsync(query, default);
        var errors = await reader.FindAsync(query with { Outcomes = [InvocationOutcome.Error] }, default);
        var further = await reader.FindAsync(query with { Outcomes = [InvocationOutcome.Error], Cursor = errors.NextCursor }, default);
        var few = await reader.FindAsync(query with { Outcomes = [InvocationOutcome.Timeout] }, default);

        // The page and the one after it: from minute 692 on, and from 620 on, both in slots of five.
        Assert.Equal(Enumerable.Range(693, 7).Reverse().Select(minute => $"i{minute:D3}"), newest.Invocations.Select(invocation => invocation.InvocationId));
        Assert.Equal(_midnight + (690 * Minute), newest.Scanned.Range.FromUnixNanoseconds);
        Assert.Equal(Enumerable.Range(63, 7).Reverse().Select(tenth => $"i{tenth * 10:D3}"), errors.Invocations.Select(invocation => invocation.InvocationId));
        Assert.Equal(_midnight + (620 * Minute), errors.Scanned.Range.FromUnixNanoseconds);
        Assert.Equal(Enumerable.Range(56, 7).Reverse().Select(tenth => $"i{tenth * 10:D3}"), further.Invocations.Select(invocation => invocation.InvocationId));
        Assert.True(few.Scanned.Complete);
        Assert.Empty(few.Invocations);
    }

    private TimeRange Day => new(_midnight, _midnight + (12 * 60 * Minute));

    private void At(int minute) => _time.SetUtcNow(UnixTime.ToDateTimeOffset(_midnight + (minute * Minute)));

    private RollupJob Job(RollupLedgers ledgers) =>
        new(new InvocationRollup(_fixture.Database, ledgers, _time), new StorageOptions(), _time, NullLogger<RollupJob>.Instance);

    /// <summary>Another process over what is stored.</summary>
    /// <param name="othersStore">As over a server.</param>
    private async Task RestartAsync(bool othersStore)
    {
        _job.Dispose();
        _ledgers = new RollupLedgers(_time, othersStore);
        _job = Job(_ledgers);
        await _job.CompareAsync(default);
    }

    private async Task RollAsync()
    {
        _time.Advance(RollupLedger.Quiet);
        await _job.RollAsync(default);
    }

    /// <summary>Those of the past: the next hour is always open.</summary>
    private IReadOnlyList<int> Unrolled() =>
        _ledgers.Invocations.Unrolled(SlotOf(0), RollupSlot.Of(UnixTime.Nanoseconds(_time.GetUtcNow()) - InvocationReach.StartSkew - (5 * Second)), 1_000)!;

    private int SlotOf(int minute) => RollupSlot.Of(_midnight + (minute * Minute));

    private InvocationPiece Some(string id, long start, long end) => Piece("checkout", id, 0, 0) with
    {
        StartUnixNanoseconds = _midnight + start,
        EndUnixNanoseconds = end == 0 ? 0 : _midnight + end,
    };

    private Task<FunctionListResult> ListAsync(TimeRange range, int buckets) =>
        new FunctionReader(_fixture.Database, new RolledInvocations(_fixture.Database, _ledgers, _time), Costs, _time).ListAsync(new FunctionListQuery(range, buckets), default);

    private async Task<(long Invocations, long Errors, long Lost)> CountAsync()
    {
        var function = Assert.Single((await ListAsync(Day, 24)).Functions);
        Assert.Equal(function.Invocations, function.Series.Sum(bucket => bucket.Invocations));
        return (function.Invocations, function.Errors, function.Lost);
    }

    private async Task<double> AverageAsync() => Assert.Single((await ListAsync(Day, 24)).Functions).AverageConcurrency;

    private async Task AssertEqualAsync(IReadOnlyList<InvocationPiece> stored, TimeRange range)
    {
        var now = UnixTime.Nanoseconds(_time.GetUtcNow());
        var expected = Placed(stored).GroupBy(item => item.Key, item => item.Piece).Select(group => new Merged(group, now)).ToLookup(one => one.Function);
        var actual = (await ListAsync(range, 24)).Functions;
        Assert.Equal(
            expected.Where(own => own.Any(one => one.StartsIn(range))).Select(own => own.Key.Name).Order(),
            actual.Select(function => function.Identity.Name).Order());
        _checks++;
        foreach (var (number, function) in actual.Index())
        {
            var own = expected[function.Identity].Where(one => one.StartsIn(range)).ToArray();
            Assert.Equal(
                (own.Length, own.Count(one => one.IsFailed), own.Count(one => one.IsCold), own.Count(one => one.Outcome == InvocationOutcome.Lost)),
                ((int)function.Invocations, (int)function.Errors, (int)function.ColdStarts, (int)function.Lost));
            Assert.Equal(own.Length, function.Series.Sum(bucket => bucket.Invocations));
            Assert.Equal((double)own.Sum(one => one.CostUsd), (double)function.Cost!.TotalUsd, 12);
            var running = expected[function.Identity].Select(one => (From: Math.Max(one.Start, range.FromUnixNanoseconds), To: Math.Min(one.Until, range.ToUnixNanoseconds)))
                .Where(interval => interval.To > interval.From).ToArray();
            Assert.Equal(running.Max(one => running.Count(other => other.From <= one.From && one.From < other.To)), function.PeakConcurrency);
            Assert.Equal(running.Sum(interval => (double)(interval.To - interval.From)) / range.Nanoseconds, function.AverageConcurrency, 9);
            // Two statements for each function: in turn.
            if ((number + _checks) % 4 != 0)
            {
                continue;
            }
            var (started, busy) = await OfFunctionAsync(function.Identity, range);
            Assert.Equal((own.Length, own.Sum(one => (double)one.Init)), (started.Invocations, started.Init));
            Assert.Equal(running.Sum(interval => (double)(interval.To - interval.From)), busy);
            AssertQuantiles(own.Where(one => one.End > one.Start).Select(one => one.End - one.Start), started.Durations);
            AssertQuantiles(own.Where(one => one.Init > 0).Select(one => one.Init), started.Inits);
        }
    }

    /// <summary>What is read with a filter for one function; times are nanoseconds.</summary>
    private async Task<((int Invocations, double Init, double[] Durations, double[] Inits) Started, double Busy)> OfFunctionAsync(FunctionIdentity function, TimeRange range)
    {
        var id = ulong.Parse(function.Id, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var rolled = new RolledInvocations(_fixture.Database, _ledgers, _time);
        var (parameters, others) = (new SqlParameters(), new SqlParameters());
        var started = await _fixture.Database.QueryAsync(
            $"SELECT sum(invocations), sum(init_ns), {DurationQuantiles.Of("durations")}, {DurationQuantiles.Of("inits")} FROM ({await rolled.StartedAsync(range, HistogramGrid.Of(range, 24), parameters, id, default)})",
            parameters, row => ((int)row.Number(0), row.Fraction(1), row.Items<double>(2), row.Items<double>(3)), default);
        var busy = await _fixture.Database.QueryAsync(
            $"SELECT sum(busy_ns) FROM ({await rolled.RunningAsync(range, others, id, default)})", others, row => row.Fraction(0), default);
        return (started[0], busy[0]);
    }

    /// <summary>Within 1.1 percent of the value at that place in the order of all.</summary>
    private static void AssertQuantiles(IEnumerable<long> values, double[] quantiles)
    {
        var sorted = values.Order().ToArray();
        foreach (var (quantile, value) in new[] { 0.5, 0.95, 0.99 }.Zip(quantiles))
        {
            if (sorted.Length == 0)
            {
                Assert.Equal(double.NaN, value);
                continue;
            }
            // Few and many of them are counted in two ways, which differ by one place.
            var place = quantile * sorted.Length;
            var from = sorted[Math.Clamp((int)place - 1, 0, sorted.Length - 1)];
            var to = sorted[Math.Clamp((int)place + 1, 0, sorted.Length - 1)];
            Assert.InRange(value, Math.Max(from, 1_024) * 0.989, Math.Max(to, 1_024) * 1.011);
        }
    }

    /// <summary>Where each piece belongs by the rules, as they are written in LoosePieces; those that belong nowhere are left out.</summary>
    private static IEnumerable<((FunctionIdentity, string, string) Key, InvocationPiece Piece)> Placed(IReadOnlyList<InvocationPiece> stored)
    {
        var named = stored.Where(piece => piece.Source != PieceSource.Initialisation && piece.Instance.Length > 0).ToArray();
        foreach (var piece in stored)
        {
            long Distance(InvocationPiece other) => Math.Abs(other.StartUnixNanoseconds - piece.StartUnixNanoseconds);
            if (piece.Source != PieceSource.Initialisation)
            {
                var attempt = piece.Instance.Length > 0 ? piece : named.Where(other => other.InvocationId == piece.InvocationId && Distance(other) <= 60 * Second).MinBy(Distance);
                yield return ((attempt ?? piece) is var own ? (own.Function, own.InvocationId, own.Instance) : default, piece);
                continue;
            }
            var isRepeated = piece.InitClass == InitClass.Suppressed;
            var served = named.Where(other => other.Instance == piece.Instance && Distance(other) <= (isRepeated ? 1 : 60) * Minute
                && (other.StartUnixNanoseconds == piece.StartUnixNanoseconds || (other.StartUnixNanoseconds < piece.StartUnixNanoseconds) == isRepeated)).MinBy(Distance);
            if (served is not null)
            {
                var isAhead = piece.InitClass == InitClass.Cold && served.StartUnixNanoseconds - piece.EndUnixNanoseconds > 10 * Second;
                yield return ((served.Function, served.InvocationId, served.Instance), piece with { InitClass = isAhead ? InitClass.Proactive : piece.InitClass });
            }
        }
    }

    /// <summary>One invocation by the rules, as they are written in MergedInvocations.</summary>
    private sealed class Merged(IEnumerable<InvocationPiece> pieces, long now)
    {
        private readonly InvocationPiece[] _pieces = [.. pieces];

        private IEnumerable<InvocationPiece> Own => _pieces.Where(piece => piece.Source != PieceSource.Initialisation);

        private InvocationPiece[] Billed => _pieces.Any(IsPlatformsBill) ? [.. _pieces.Where(IsPlatformsBill)] : _pieces;

        public FunctionIdentity Function => Own.First().Function;

        public long Start => Own.Min(piece => piece.StartUnixNanoseconds);

        public long End => Own.Max(piece => piece.EndUnixNanoseconds);

        public long Init => (_pieces.Any(IsPlatformsInit) ? _pieces.Where(IsPlatformsInit) : _pieces).Max(piece => piece.InitDurationNanoseconds);

        public bool IsCold => _pieces.Select(piece => piece.InitClass).Where(known => known != InitClass.Warm).Order().FirstOrDefault().IsSeenByUser();

        public InvocationOutcome Outcome => End == 0 && EndsBy + (30 * Second) < now ? InvocationOutcome.Lost : Own.Max(piece => piece.Outcome);

        public bool IsFailed => Outcome is not (InvocationOutcome.Ok or InvocationOutcome.Running);

        public long Until => Math.Min(Start + (60 * Minute), End > 0 ? End : Outcome == InvocationOutcome.Lost ? EndsBy : Math.Max(now, Start));

        private long EndsBy => _pieces.Max(piece => piece.DeadlineUnixNanoseconds) is > 0 and var deadline ? deadline : Start + (60 * Minute);

        /// <summary>By the book's formula for one invocation; a lost one ran until its deadline.</summary>
        public decimal CostUsd => Costs.Marginal(new BilledUsage
        {
            Provider = Function.Provider,
            Region = Function.Region,
            MemoryBytes = Memory,
            Invocations = 1,
            BilledNanoseconds = Outcome == InvocationOutcome.Lost ? EndsBy - Start : Billed.Max(piece => piece.BilledNanoseconds),
            BilledInitNanoseconds = Billed.Max(piece => piece.BilledInitNanoseconds),
        }).TotalUsd;

        private static bool IsPlatformsInit(InvocationPiece piece) =>
            piece.Source is PieceSource.Platform or PieceSource.Initialisation && piece.InitDurationNanoseconds > 0;

        private static bool IsPlatformsBill(InvocationPiece piece) => piece.Source == PieceSource.Platform && piece.BilledNanoseconds > 0;

        public bool StartsIn(TimeRange range) => Start >= range.FromUnixNanoseconds && Start < range.ToUnixNanoseconds;
    }

    /// <summary>What happened, and what is told of it: its start, its end or both, some of it twice, some with another start.</summary>
    private sealed class Truth
    {
        private readonly InvocationPiece _whole;
        private readonly int _kind;
        private readonly long _skew;
        private readonly long _platformSkew;
        private readonly InvocationPiece? _retry;
        private readonly InvocationPiece? _init;

        public Truth(int number, long midnight, Random random)
        {
            // Bunches at the ends of slots, some long ones, most short.
            var start = midnight + (random.Next(3) == 0 ? (random.NextInt64(1, 144) * Slot) + random.NextInt64(-2 * Second, 2 * Second) : random.NextInt64(12 * 60 * Minute));
            var length = random.Next(10) switch { 0 => random.NextInt64(50 * Minute), 1 => random.NextInt64(90 * Minute), _ => random.NextInt64(20 * Second) };
            (_kind, _skew) = (random.Next(9), random.Next(4) == 0 ? random.NextInt64(60 * Second) : 0);
            _whole = Piece($"f{number % 3}", $"id{number}", 0, 0) with
            {
                StartUnixNanoseconds = start,
                EndUnixNanoseconds = start + 1 + length,
                DeadlineUnixNanoseconds = random.Next(2) == 0 ? 0 : start + (15 * Minute),
                Outcome = random.Next(4) == 0 ? InvocationOutcome.Error : InvocationOutcome.Ok,
                InitClass = random.Next(4) == 0 ? InitClass.Cold : InitClass.Warm,
                InitDurationNanoseconds = random.Next(2) == 0 ? 0 : random.NextInt64(2 * Second),
                MemorySizeBytes = Memory,
                Instance = $"i{random.Next(40)}",
            };
            _platformSkew = random.NextInt64(60 * Second);
            // Another attempt, on another instance, so near that the platform's word may belong to either.
            _retry = random.Next(8) == 0
                ? _whole with { Instance = "retry", StartUnixNanoseconds = start + random.NextInt64(61 * Second, 150 * Second), EndUnixNanoseconds = start + length + (3 * Minute) }
                : null;
            var before = random.Next(3) switch { 0 => random.NextInt64(70 * Minute), 1 => random.NextInt64(20 * Second), _ => random.NextInt64(-5 * Second, 0) };
            _init = random.Next(4) == 0
                ? _whole with
                {
                    Source = PieceSource.Initialisation,
                    InvocationId = "",
                    DeadlineUnixNanoseconds = 0,
                    StartUnixNanoseconds = start - before,
                    EndUnixNanoseconds = start - before + random.NextInt64(Second),
                    InitClass = before < 0 ? InitClass.Suppressed : random.Next(3) == 0 ? InitClass.Provisioned : InitClass.Cold,
                }
                : null;
        }

        public IEnumerable<InvocationPiece> Pieces()
        {
            var start = _whole with { Source = PieceSource.Start, EndUnixNanoseconds = 0, Outcome = InvocationOutcome.Running };
            var end = _whole with { StartUnixNanoseconds = _whole.StartUnixNanoseconds + _skew };
            var platform = _whole with
            {
                Source = PieceSource.Platform,
                Instance = "",
                StartUnixNanoseconds = _whole.StartUnixNanoseconds + _platformSkew,
                EndUnixNanoseconds = _whole.EndUnixNanoseconds + Second,
                Outcome = InvocationOutcome.Crash,
                InitClass = InitClass.Warm,
            };
            List<InvocationPiece> pieces = _kind switch
            {
                0 => [start],
                1 => [start, end, end],
                2 => [end],
                3 => [start, platform],
                4 => [platform, end],
                5 => [platform],
                _ => [start, end],
            };
            if (_retry is not null)
            {
                pieces.Add(_retry);
            }
            if (_init is not null)
            {
                pieces.Add(_init);
            }
            return pieces.Select(PriceBook.BuiltIn.Bill);
        }
    }
}
