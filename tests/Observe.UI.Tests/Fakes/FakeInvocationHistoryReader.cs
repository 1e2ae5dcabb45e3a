using Observe.Functions.Invocations;
using Observe.Functions.Simulation;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Tests.Fakes;

/// <summary>Stands for the past of one function: answers with what a test put in, or fails.</summary>
public sealed class FakeInvocationHistoryReader : IInvocationHistoryReader
{
    private const long Second = UnixTime.NanosecondsPerSecond;

    public InvocationHistory? History { get; set; }

    public Exception? Failure { get; set; }

    public List<InvocationHistoryQuery> Queries { get; } = [];

    /// <summary>Two requests of a second at once each quarter of an hour for a day, each of which waited half a second for its environment.</summary>
    public static InvocationHistory Pairs()
    {
        var end = UnixTime.Nanoseconds(Some.Now);
        var begin = end - (86_400 * Second);
        return new InvocationHistory
        {
            Function = NightFunction.Identity,
            Platform = "aws_lambda",
            MemoryBytes = 1L << 30,
            Window = new SimulationWindow(begin, end),
            Started = 192,
            Invocations =
            [
                .. Enumerable.Range(0, 192).Select(number => begin + (number / 2 * 900 * Second) + Second)
                    .Select(start => new PastInvocation(start, start + Second, Second / 2, InitClass.Cold, InvocationOutcome.Ok)),
            ],
        };
    }

    public Task<InvocationHistory?> GetAsync(InvocationHistoryQuery query, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        return Failure is null ? Task.FromResult(History) : Task.FromException<InvocationHistory?>(Failure);
    }
}
