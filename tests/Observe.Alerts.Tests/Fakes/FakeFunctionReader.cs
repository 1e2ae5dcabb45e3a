using System.Collections.Concurrent;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Alerts.Tests.Fakes;

/// <summary>Answers windows with what a test says; without a word there are no invocations.</summary>
internal sealed class FakeFunctionReader : IFunctionReader
{
    public static readonly TraceId SomeTrace = new(0x0102030405060708, 0x090a0b0c0d0e0f10);

    public ConcurrentQueue<InvocationWindowQuery> Asked { get; } = new();
    public Exception? Failure { get; set; }
    public long Invocations { get; set; }
    public long Errors { get; set; }

    /// <summary>What lists answer.</summary>
    public IReadOnlyList<FunctionSummary> Functions { get; set; } = [];

    /// <summary>The range of each list that was asked for.</summary>
    public ConcurrentQueue<TimeRange> Listed { get; } = new();

    /// <summary>Windows of the function of that name are not answered.</summary>
    public string? Hanging { get; set; }

    /// <summary>Whether lists are whole.</summary>
    public bool IsComplete { get; set; } = true;

    /// <summary>When set, windows and lists hold what had arrived when they were asked for.</summary>
    public Func<TimeRange, (long Errors, long Invocations)>? Arrived { get; set; }

    /// <summary>When set, windows and lists are of what it holds.</summary>
    public FakeInvocationSeriesReader? Stored { get; set; }

    public static FunctionSummary Function(string name, long errors = 0, long of = 100) => new()
    {
        Identity = new FunctionIdentity("aws", "1", "eu-west-1", "prod", name),
        Invocations = of,
        Errors = errors,
    };

    public void Say(long errors, long of) => (Errors, Invocations, Failure) = (errors, of, null);

    public Task<FunctionListResult> ListAsync(FunctionListQuery query, CancellationToken cancellationToken)
    {
        Listed.Enqueue(query.Range);
        if (Stored is { } stored)
        {
            Functions = [.. stored.In(query.Range).GroupBy(item => item.Function).Select(same => Function(same.Key, same.Count(item => item.IsFailure), same.Count()) with
            {
                P95 = same.Max(item => FakeInvocationSeriesReader.DurationOf(item.At)),
                PeakConcurrency = same.Max(item => FakeInvocationSeriesReader.RunningAt(item.At)),
                Cost = new UsageCost { BookVersion = "", DurationUsd = same.Count() * FakeInvocationSeriesReader.Price },
            })];
        }
        return Failure is { } failure
            ? Task.FromException<FunctionListResult>(failure)
            : Task.FromResult(new FunctionListResult(
                [.. Functions.Take(query.Limit)], new Scanned(query.Range, IsComplete, TimeSpan.Zero, IsComplete ? null : "time")));
    }

    public Task<InvocationWindowResult> WindowAsync(InvocationWindowQuery query, CancellationToken cancellationToken)
    {
        Asked.Enqueue(query);
        if (Arrived is { } arrived)
        {
            (Errors, Invocations) = arrived(query.Range);
        }
        if (Stored is { } stored)
        {
            var own = stored.In(query.Range).Where(item => item.Function == query.FunctionName).ToList();
            (Errors, Invocations) = (own.Count(item => item.IsFailure), own.Count);
        }
        return Hanging is { } slow && query.FunctionName == slow ? NeverAsync(cancellationToken)
            : Failure is { } failure ? Task.FromException<InvocationWindowResult>(failure)
            : Task.FromResult(new InvocationWindowResult(Invocations, Errors, Errors > 0 ? [SomeTrace] : []));
    }

    private static async Task<InvocationWindowResult> NeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new OperationCanceledException(cancellationToken);
    }
}
