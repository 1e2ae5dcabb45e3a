using Observe.Functions.Async;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Tests.Fakes;

/// <summary>The function payments in the night that version 42 goes wrong and the sale starts.</summary>
public static class NightFunction
{
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000 * Millisecond;
    private const long Minute = 60 * Second;

    public static FunctionIdentity Identity { get; } = new("aws", "123456789012", "eu-central-1", "", "payments");

    public static void Fill(FakeFunctionViews views, DateTimeOffset now)
    {
        var to = UnixTime.Nanoseconds(now);
        var range = new TimeRange(to - (60 * Minute), to);
        views.Facts = new FunctionFacts
        {
            Identity = Identity,
            Platform = "aws_lambda",
            Architecture = "arm64",
            Version = "42",
            Trigger = "http",
            MemoryBytes = 512 << 20,
            TimeoutNanoseconds = 10 * Second,
            LastStartUnixNanoseconds = to - Second,
        };
        views.Detail = Detail(range);
        views.Concurrency = Concurrency(range);
        views.Waits = Waits(range);
        views.Routes = Routes(range);
        views.Instances = Instances(new TimeRange(range.FromUnixNanoseconds + (45 * Minute), range.FromUnixNanoseconds + (51 * Minute)));
        views.Queues = Queues(range);
        views.Lost = new LostTelemetryResult(
            [.. Enumerable.Range(0, 2).Select(hour => new LostTelemetryHour(
                (range.FromUnixNanoseconds / (60 * Minute) * 60 * Minute) + (hour * 60 * Minute), 15_700, 15_690 - (hour * 210), 15_690 - (hour * 210), 12, hour * 40))],
            new Scanned(range, true, TimeSpan.FromMilliseconds(12)));
        views.Invocations = Invocations(range);
    }

    private static FunctionDetail Detail(TimeRange range)
    {
        var random = new Random(42);
        var series = Enumerable.Range(0, 60).Select(minute =>
        {
            var calls = 400 + random.Next(80) + (minute is >= 45 and < 52 ? 900 : 0);
            var cold = minute < 29 ? random.Next(3) : minute is >= 45 and < 50 ? 150 - ((minute - 45) * 22) : 8 + random.Next(5);
            return new FunctionPeriod(range.FromUnixNanoseconds + (minute * Minute), Minute, Figures(
                calls, cold, minute is >= 45 and < 49 ? 14 : 0, random.Next(minute > 44 ? 40 : 4), minute < 29 ? 0 : random.Next(calls / 18), minute >= 30 && minute % 3 == 0 ? 2 : 0));
        }).ToArray();
        return new FunctionDetail
        {
            Total = Figures(31_400, 1_114, 60, 402, 1_290, 52),
            Series = series,
            Versions =
            [
                new("42", range.FromUnixNanoseconds + (29 * Minute), Figures(18_100, 1_100, 60, 390, 1_280, 52) with { InitP50 = 1_910 * Millisecond, InitP95 = 2_240 * Millisecond }),
                new("41", range.FromUnixNanoseconds, Figures(13_300, 14, 0, 12, 10, 0) with { InitP50 = 780 * Millisecond, InitP95 = 942 * Millisecond }),
            ],
            Scanned = new Scanned(range, true, TimeSpan.FromMilliseconds(31)),
        };
    }

    private static FunctionFigures Figures(long calls, long cold, long suppressed, long hidden, long errors, long timeouts)
    {
        var classes = new long[Enum.GetValues<InitClass>().Length];
        classes[(int)InitClass.Cold] = cold;
        classes[(int)InitClass.Suppressed] = suppressed;
        classes[(int)InitClass.Proactive] = hidden;
        classes[(int)InitClass.Warm] = calls - cold - suppressed - hidden;
        var outcomes = new long[Enum.GetValues<InvocationOutcome>().Length];
        outcomes[(int)InvocationOutcome.Error] = errors;
        outcomes[(int)InvocationOutcome.Timeout] = timeouts;
        outcomes[(int)InvocationOutcome.Lost] = timeouts / 2;
        outcomes[(int)InvocationOutcome.Ok] = calls - errors - timeouts - (timeouts / 2);
        var init = (cold + suppressed) * 1_900 * Millisecond;
        return new FunctionFigures
        {
            Invocations = calls,
            Weight = calls,
            ByInitClass = classes,
            ByOutcome = outcomes,
            P50 = 352 * Millisecond,
            P95 = 1_910 * Millisecond,
            P99 = 3_120 * Millisecond,
            InitWaited = init,
            InitP50 = cold == 0 ? 0 : 1_910 * Millisecond,
            InitP95 = cold == 0 ? 0 : 2_240 * Millisecond,
            Cost = Some.Cost("aws", "us-east-1", calls, 352),
        };
    }

    private static ConcurrencyResult Concurrency(TimeRange range)
    {
        var random = new Random(7);
        var cells = Enumerable.Range(0, 240).Select(cell =>
        {
            var peak = cell < 116 ? 8 + random.Next(4) : cell < 180 ? 14 + random.Next(5) : cell < 200 ? 120 : Math.Max(40, 110 - ((cell - 200) * 3)) + random.Next(8);
            return new ConcurrencyCell(range.FromUnixNanoseconds + (cell * (range.Nanoseconds / 240)), peak, peak * 0.6);
        }).ToArray();
        return new ConcurrencyResult
        {
            Cells = cells,
            Peak = 120,
            PeakUnixNanoseconds = cells[180].StartUnixNanoseconds,
            Average = cells.Average(cell => cell.Average),
            AtLeast = [.. Enumerable.Range(1, 120).Select(level => (long)(range.Nanoseconds * Math.Exp(-level / 22.0)))],
            Scanned = new Scanned(range, true, TimeSpan.FromMilliseconds(20)),
        };
    }

    private static RouteResult Routes(TimeRange range) => new(
        [
            new RouteWaits("POST", "/charge", true, 361, 340 * Millisecond, 910 * Millisecond, 384, 2_260 * Millisecond, 3_480 * Millisecond),
            new RouteWaits("POST", "/refund", true, 131, 395 * Millisecond, 1_020 * Millisecond, 116, 2_310 * Millisecond, 3_520 * Millisecond),
            new RouteWaits("", "settle batch", false, 0, 0, 0, 2, 4_100 * Millisecond, 4_300 * Millisecond),
        ],
        new Scanned(range with { FromUnixNanoseconds = range.ToUnixNanoseconds - (range.Nanoseconds / 2) }, false, TimeSpan.FromMilliseconds(60)));

    private static WaitResult Waits(TimeRange range)
    {
        var first = (int)(Math.Log2(40 * Millisecond) * 16);
        var bounds = Enumerable.Range(first, 130).Select(number => Math.Pow(2, number / 16.0)).ToArray();
        long[] Hump(double middle, double spread, double total) => [.. bounds.SkipLast(1).Select(bound =>
            (long)(total / spread * Math.Exp(-Math.Pow((Math.Log2(bound) - Math.Log2(middle)) / (spread / 8), 2))))];
        return new WaitResult(
            bounds, [.. Hump(340 * Millisecond, 6, 3_000).Zip(Hump(95 * Millisecond, 3, 500), (one, other) => one + other)],
            Hump(2_260 * Millisecond, 1.4, 120), false, new Scanned(range, true, TimeSpan.FromMilliseconds(40)));
    }

    private static InstanceTimeline Instances(TimeRange range)
    {
        var random = new Random(3);
        var lines = Enumerable.Range(0, 24).Select(number =>
        {
            var at = range.FromUnixNanoseconds + (number < 4 ? -Second : number * 3 * Second);
            var runs = new List<InstanceRun>();
            while (at < range.ToUnixNanoseconds && runs.Count < 300 - (number * 8))
            {
                var end = at + (random.Next(150, 700) * Millisecond);
                runs.Add(new InstanceRun(
                    at, end, runs.Count == 0 && number >= 4 ? 1_900 * Millisecond : 0, runs.Count > 0 ? InitClass.Warm : number < 4 ? InitClass.Provisioned : InitClass.Cold,
                    random.Next(40) == 0 ? InvocationOutcome.Error : InvocationOutcome.Ok));
                at = end + (random.Next(50, at > range.FromUnixNanoseconds + (3 * Minute) ? 9_000 : 900) * Millisecond);
            }
            return new InstanceLine($"2026/11/23/[42]{random.Next(0x1000000):x6}{random.Next(0x1000000):x6}", "42", runs.Count, runs);
        });
        return new InstanceTimeline(range, [.. lines], 131, 0);
    }

    private static AsyncResult Queues(TimeRange range)
    {
        var random = new Random(11);
        QueuedMessage[] messages =
        [
            .. Enumerable.Range(0, 700).Select(number => new QueuedMessage
            {
                TraceId = new TraceId(6, (ulong)number + 1).ToString(),
                ProcessedUnixNanoseconds = range.ToUnixNanoseconds - (number * 5 * Second),
                EnqueuedUnixNanoseconds = number % 50 == 0 ? null
                    : range.ToUnixNanoseconds - (number * 5 * Second) - (long)(Math.Exp(random.NextDouble() * (number < 200 ? 6 : 3)) * 40 * Millisecond),
                MessageId = $"{(number % 90 == 1 ? 7 : number):x8}-6d1f-4c0e",
                Destination = "orders",
            }),
        ];
        return new AsyncResult
        {
            Messages = messages,
            Lag = QueueLag.Of(messages),
            Redeliveries = Redelivery.Of(messages),
            Attempts =
            [
                new("8f1c9a52-0b3e-4a55-9d10-2f4f0a6f7c11", 3, 3, range.ToUnixNanoseconds - (9 * Minute), new TraceId(6, 9)),
                new("1d0e6a9b-7c55-4f0a-8a11-6b1f3a9c2e70", 2, 1, range.ToUnixNanoseconds - (20 * Minute), default),
            ],
            Recursions = [new(new TraceId(6, 3), 4)],
            IsNewestOnly = false,
        };
    }

    private static InvocationSummary[] Invocations(TimeRange range)
    {
        var random = new Random(9);
        return [.. Enumerable.Range(0, 250).Select(number =>
        {
            var start = range.ToUnixNanoseconds - ((number + 1) * 3 * Second);
            var outcome = number == 0 ? InvocationOutcome.Running
                : number % 17 == 0 ? InvocationOutcome.Error : number % 41 == 0 ? InvocationOutcome.Timeout : number % 67 == 0 ? InvocationOutcome.Lost : InvocationOutcome.Ok;
            var isCold = number % 23 == 5;
            var milliseconds = outcome == InvocationOutcome.Timeout ? 10_000 : random.Next(180, 900);
            return new InvocationSummary
            {
                StartUnixNanoseconds = start,
                EndUnixNanoseconds = outcome is InvocationOutcome.Running or InvocationOutcome.Lost ? 0 : start + (milliseconds * Millisecond),
                InvocationId = new Guid(number, 7, 7, 1, 2, 3, 4, 5, 6, 7, 8).ToString(),
                Instance = $"2026/11/23/[42]{number % 9:x12}",
                Version = "42",
                Trigger = "http",
                TraceId = outcome == InvocationOutcome.Lost ? default : new TraceId(5, (ulong)number + 1),
                SpanId = new SpanId((ulong)number + 1),
                InitClass = isCold ? InitClass.UnknownCold : InitClass.Warm,
                InitNanoseconds = isCold ? 1_900 * Millisecond : 0,
                Outcome = outcome,
                Cause = outcome == InvocationOutcome.Error && number % 2 == 0 ? "Runtime.ExitError" : "",
                Cost = Some.Cost("aws", "us-east-1", 1, milliseconds),
            };
        })];
    }
}
