using System.Collections.Concurrent;
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

    public void Say(long errors, long of) => (Errors, Invocations, Failure) = (errors, of, null);

    public Task<FunctionListResult> ListAsync(FunctionListQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Alerts read windows only.");

    public Task<InvocationWindowResult> WindowAsync(InvocationWindowQuery query, CancellationToken cancellationToken)
    {
        Asked.Enqueue(query);
        return Failure is { } failure
            ? Task.FromException<InvocationWindowResult>(failure)
            : Task.FromResult(new InvocationWindowResult(Invocations, Errors, Errors > 0 ? [SomeTrace] : []));
    }
}
