using Observe.Alerts.Evaluate;
using Observe.Functions.Async;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Alerts.Backtest;

/// <summary>What the messages of a function would have waited at all evaluations, from its messages, which are read once.</summary>
internal sealed class QueueHistory(IInvocationSeriesReader series, IAsyncReader queues, AlertRule rule, HistoryGrid grid)
{
    /// <summary>Of invocations whose messages are looked at, of one function.</summary>
    private const int MostInvocations = 50_000;

    private readonly List<List<QueuedMessage>> _functions = [];

    /// <exception cref="SeriesLimitException">There were more.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var counts = await series.CountsAsync(new InvocationSeriesQuery(grid.Range, null, rule.Function), cancellationToken);
        foreach (var id in counts.Select(row => row.FunctionId).Distinct())
        {
            var found = await queues.MessagesAsync(new AsyncQuery(new FunctionId(id), grid.Range, MostInvocations), cancellationToken);
            if (found.IsNewestOnly)
            {
                throw new SeriesLimitException($"it has more than {MostInvocations} invocations with messages; a shorter time has fewer");
            }
            _functions.Add([.. found.Messages.OrderBy(message => message.ProcessedUnixNanoseconds)]);
        }
    }

    /// <summary>What each evaluation would have measured, in their order.</summary>
    public IEnumerable<Measurement> Measure()
    {
        for (var i = 0; i < grid.Count; i++)
        {
            var window = TimeRange.Of(grid.EndOf(i) - grid.Window, grid.EndOf(i));
            var lags = _functions.Select(messages => QueueLag.Of(In(messages, window))).Where(lag => lag.Known > 0).ToList();
            yield return new Measurement(
                grid.At(i), window, lags.Count == 0 ? Measurement.None : RuleMeasure.QueueLagOf(rule.Function, lags), []);
        }
    }

    private static List<QueuedMessage> In(List<QueuedMessage> messages, TimeRange window)
    {
        var (from, to) = (First(messages, window.FromUnixNanoseconds), First(messages, window.ToUnixNanoseconds));
        return messages.GetRange(from, to - from);
    }

    /// <summary>The index of the first message at a time or after it.</summary>
    private static int First(List<QueuedMessage> messages, long unixNanoseconds)
    {
        var (low, high) = (0, messages.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = messages[middle].ProcessedUnixNanoseconds < unixNanoseconds ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}
