using Observe.Functions.Invocations;
using Observe.Functions.Simulation;

namespace Observe.Storage.Read;

/// <summary>Reads a function's past to be replayed.</summary>
public interface IInvocationHistoryReader
{
    /// <summary>Null when nothing is stored of the function.</summary>
    Task<InvocationHistory?> GetAsync(InvocationHistoryQuery query, CancellationToken cancellationToken);
}

/// <param name="Limit">The newest so many invocations are read, at least 1; the history says how many there are.</param>
public sealed record InvocationHistoryQuery(FunctionId Function, TimeRange Range, int Limit = InvocationHistoryQuery.DefaultLimit)
{
    /// <summary>So many are read, proven and replayed some hundred times in about two seconds.</summary>
    public const int DefaultLimit = 100_000;
}
