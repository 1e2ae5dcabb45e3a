using Observe.Functions.Invocations;
using Observe.Storage.Read;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public sealed class LostTelemetryReaderTests(OneFunctionFixture store) : IClassFixture<OneFunctionFixture>
{
    private const int Seed = 20261126;
    private const long HourLength = 3_600 * Second;
    private static readonly TimeRange Range = new(Start - (2 * HourLength) - (20 * 60 * Second), Start + (50 * 60 * Second));

    [Fact]
    public async Task GetAsync_RandomPiecesInRandomOrder_CountsWhatHasNoSpan()
    {
        var random = new Random(Seed);
        var expected = new SortedDictionary<long, (long Reported, long Received, long Unreported, long Dropped)>();
        var pieces = new List<InvocationPiece>();
        for (var number = 0; number < 500; number++)
        {
            var whole = Piece("leaky", $"leaky-{number:0000}", 0, 0, $"i-{number % 9}") with { StartUnixNanoseconds = random.NextInt64(Range.FromUnixNanoseconds - HourLength, Range.ToUnixNanoseconds) };
            whole = whole with { EndUnixNanoseconds = whole.StartUnixNanoseconds + random.NextInt64(1, Second) };
            var (started, reported, seen) = (random.Next(2) == 0, random.Next(3) == 0, random.Next(3) > 0);
            if (started)
            {
                pieces.Add(whole with { Source = PieceSource.Start, EndUnixNanoseconds = 0, DeadlineUnixNanoseconds = whole.EndUnixNanoseconds, Outcome = InvocationOutcome.Running });
            }
            if (reported)
            {
                pieces.Add(whole with { Source = PieceSource.Platform, Instance = "", StartUnixNanoseconds = whole.StartUnixNanoseconds + Millisecond });
            }
            if (seen)
            {
                pieces.AddRange([whole, whole]);
            }
            var start = whole.StartUnixNanoseconds + (started || seen ? 0 : Millisecond);
            if (start < Range.FromUnixNanoseconds || start >= Range.ToUnixNanoseconds || !(started || reported || seen))
            {
                continue;
            }
            var hour = expected.GetValueOrDefault(start / HourLength);
            var isReported = started || reported;
            expected[start / HourLength] = (
                hour.Reported + (isReported ? 1 : 0), hour.Received + (isReported && seen ? 1 : 0), hour.Unreported + (!isReported && seen ? 1 : 0), hour.Dropped);
        }
        for (var number = 0; number < 20; number++)
        {
            var dropped = Piece("leaky", "", 0, 0, $"i-{number % 9}") with
            {
                Source = PieceSource.Dropped,
                StartUnixNanoseconds = random.NextInt64(Range.FromUnixNanoseconds, Range.ToUnixNanoseconds),
                EndUnixNanoseconds = 0,
                DroppedRecords = random.Next(1, 50),
                Outcome = InvocationOutcome.Running,
            };
            pieces.AddRange([dropped, dropped]);
            var hour = expected.GetValueOrDefault(dropped.StartUnixNanoseconds / HourLength);
            expected[dropped.StartUnixNanoseconds / HourLength] = hour with { Dropped = hour.Dropped + dropped.DroppedRecords };
        }
        var shuffled = pieces.ToArray();
        random.Shuffle(shuffled);
        foreach (var batch in shuffled.Chunk(200))
        {
            await StoreAsync(store.Writer, invocations: batch);
        }

        var result = await store.Ledger.GetAsync(new LostTelemetryQuery(FunctionId.Of(pieces[0].Function), Range), default);

        Assert.Equal(
            expected.Select(hour => (hour.Key * HourLength, hour.Value.Reported, hour.Value.Received, hour.Value.Unreported, hour.Value.Dropped)),
            result.Hours.Select(hour => (hour.StartUnixNanoseconds, hour.Reported, hour.Received, hour.Unreported, hour.DroppedRecords)));
        Assert.Equal(expected.Values.Sum(hour => hour.Reported - hour.Received), result.Total.Lost);
    }

    [Fact]
    public async Task GetAsync_SampledSpans_StandForThoseThatWereNotSent()
    {
        var kept = Piece("sampled", "sampled-0", 0, 100) with { AdjustedCount = 4 };
        var starts = Enumerable.Range(0, 4).Select(number => Piece("sampled", $"sampled-{number}", 0, 0) with
        {
            Source = PieceSource.Start,
            EndUnixNanoseconds = 0,
            DeadlineUnixNanoseconds = Start + Second,
            Outcome = InvocationOutcome.Running,
        });
        await StoreAsync(store.Writer, invocations: [kept, .. starts]);

        var total = (await store.Ledger.GetAsync(new LostTelemetryQuery(FunctionId.Of(kept.Function), Hour), default)).Total;

        Assert.Equal((4L, 1L, 4.0, 0.0), (total.Reported, total.Received, total.Represented, total.LostRate));
    }
}
