using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Alerts.Evaluate;

/// <summary>
/// Which exceptions are new: those that a function has in the window and did not have in the week before it. A function that was not there a day before
/// the window has no past to compare with: of it nothing is new.
/// </summary>
public static class NewExceptions
{
    /// <summary>So long before the window an exception makes it an old one.</summary>
    public static readonly TimeSpan LookBack = TimeSpan.FromDays(7);

    /// <summary>So long before the window its function has to be there.</summary>
    public static readonly TimeSpan LeastPast = TimeSpan.FromDays(1);

    /// <summary>What has to be read for a window.</summary>
    public static TimeRange Around(TimeRange window) => window with { FromUnixNanoseconds = window.FromUnixNanoseconds - (long)LookBack.TotalNanoseconds };

    public static LabelSet Labels(string function, string exception) =>
        new([new(LabelSet.FunctionLabel, function), new(LabelSet.ExceptionLabel, exception)]);

    /// <param name="causes">Of the time <see cref="Around"/> the window, in one bucket.</param>
    /// <returns>How often each of them was seen.</returns>
    public static Dictionary<LabelSet, MeasuredValue> Of(TimeRange window, IEnumerable<InvocationCauses> causes)
    {
        var values = new Dictionary<LabelSet, MeasuredValue>();
        foreach (var function in causes.GroupBy(row => row.FunctionName))
        {
            if (function.Min(row => row.FirstUnixNanoseconds) >= window.FromUnixNanoseconds - (long)LeastPast.TotalNanoseconds)
            {
                continue;
            }
            foreach (var row in function.Where(row => row.Cause.Length > 0 && row.FirstUnixNanoseconds >= window.FromUnixNanoseconds))
            {
                values[Labels(function.Key, row.Cause)] = new MeasuredValue(row.Count);
            }
        }
        return values;
    }
}
