namespace Observe.UI.Shaping;

/// <summary>The spans of one service and name in two traces, summed: what of the difference is theirs.</summary>
/// <param name="A">In the first trace; null when it has none.</param>
/// <param name="B">In the second trace; null when it has none.</param>
public sealed record OperationDifference(string Service, string Name, TraceOperation? A, TraceOperation? B)
{
    /// <summary>How much more time in which no child of theirs ran. Of what ran side by side each counts.</summary>
    public long Self => (B?.SelfNanoseconds ?? 0) - (A?.SelfNanoseconds ?? 0);

    /// <summary>How much more the answer waited for them: over all operations this is the difference of the answers.</summary>
    public long Path => (B?.PathNanoseconds ?? 0) - (A?.PathNanoseconds ?? 0);

    /// <summary>Those whose self time differs most first, whichever way.</summary>
    public static IReadOnlyList<OperationDifference> Of(Waterfall a, Waterfall b)
    {
        var ofA = TraceOperations.Of(a, OperationSort.Self).ToDictionary(KeyOf);
        var ofB = TraceOperations.Of(b, OperationSort.Self).ToDictionary(KeyOf);
        return
        [
            .. ofA.Keys.Union(ofB.Keys)
                .Select(key => new OperationDifference(key.Service, key.Name, ofA.GetValueOrDefault(key), ofB.GetValueOrDefault(key)))
                .OrderByDescending(item => Math.Abs(item.Self))
                .ThenBy(item => item.Service, StringComparer.Ordinal)
                .ThenBy(item => item.Name, StringComparer.Ordinal),
        ];
    }

    private static (string Service, string Name) KeyOf(TraceOperation operation) => (operation.Service, operation.Name);
}
