using Microsoft.Extensions.Options;
using Observe.Functions.Async;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Alerts.Evaluate;

/// <summary>Reads the values that a rule watches. A read that fails or takes too long is an observation too.</summary>
public sealed class RuleMeasure(
    IFunctionReader functions, IAsyncReader queues, FunctionWindows windows, SearchMeasures searches, FunctionFindings findings, IOptions<AlertsOptions> options, TimeProvider time)
{
    /// <summary>So long after its last invocation a function is known to be there, and counts as silent.</summary>
    public static readonly TimeSpan KnownFor = TimeSpan.FromDays(1);

    private const double NanosecondsPerSecond = 1e9;

    public async Task<Measurement> ObserveAsync(AlertRule rule, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var end = at - rule.EvaluationDelay;
        var range = TimeRange.Of(end - rule.Window, end);
        using var timeout = new CancellationTokenSource(options.Value.EvaluationTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var type = AlertRuleType.Find(rule.Type);
            return type == AlertRuleType.ErrorRate && !rule.IsForEveryFunction
                ? await ErrorRateAsync(rule.Function, at, range, linked.Token)
                : type is { IsSearch: true } ? await searches.ObserveAsync(rule, at, range, linked.Token)
                : type == AlertRuleType.QueueLag ? await QueueLagAsync(rule.Function, at, range, linked.Token)
                : type == AlertRuleType.IteratorAge ? await IteratorAgeAsync(rule, at, range, linked.Token)
                : type == AlertRuleType.NewException ? await NewExceptionsAsync(rule, at, range, linked.Token)
                : type == AlertRuleType.Advice ? new Measurement(at, range, await findings.ReadAsync(rule.Function, range, linked.Token), []) { IsMissingZero = true }
                : type == AlertRuleType.SloBurnRate ? await BurnRateAsync(rule, at, end, linked.Token)
                : type is not null ? await FiguresAsync(type, rule, at, range, linked.Token)
                : Failed($"there is no type {rule.Type}");
        }
        catch (Exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Failed($"no answer within {DurationText.Format(options.Value.EvaluationTimeout)}");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(exception.Message);
        }

        Measurement Failed(string error) => new(at, range, Measurement.None, [], error);
    }

    private async Task<Measurement> ErrorRateAsync(string function, DateTimeOffset at, TimeRange range, CancellationToken cancellationToken)
    {
        var window = await functions.WindowAsync(new InvocationWindowQuery(range, function), cancellationToken);
        return window.Invocations == 0
            ? new Measurement(at, range, Measurement.None, [])
            : new Measurement(at, range, One(function, (double)window.Errors / window.Invocations), window.ErrorTraceIds);
    }

    private async Task<Measurement> FiguresAsync(AlertRuleType type, AlertRule rule, DateTimeOffset at, TimeRange range, CancellationToken cancellationToken)
    {
        var byName = await windows.ReadAsync(range, cancellationToken);
        var seen = byName.Where(same => rule.IsForEveryFunction || same.Key == rule.Function)
            .ToDictionary(same => LabelSet.OfFunction(same.Key), same => new MeasuredValue(FunctionValue.Of(type, [.. same])));
        if (type == AlertRuleType.Silence)
        {
            foreach (var name in rule.IsForEveryFunction ? await KnownAsync(range, cancellationToken) : [rule.Function])
            {
                seen.TryAdd(LabelSet.OfFunction(name), new MeasuredValue(1));
            }
        }
        return new Measurement(at, range, seen, []);
    }

    /// <summary>Functions that were invoked in the window or in the day before it: whoever falls silent was heard then.</summary>
    private async Task<IEnumerable<string>> KnownAsync(TimeRange range, CancellationToken cancellationToken)
    {
        var before = range with { FromUnixNanoseconds = range.FromUnixNanoseconds - (long)KnownFor.TotalNanoseconds };
        return (await windows.ReadAsync(before, cancellationToken)).Select(same => same.Key);
    }

    /// <summary>The worst of the functions of that name. Without messages there is nothing to measure.</summary>
    private async Task<Measurement> QueueLagAsync(string function, DateTimeOffset at, TimeRange range, CancellationToken cancellationToken)
    {
        var lags = new List<QueueLag>();
        foreach (var same in (await windows.ReadAsync(range, cancellationToken))[function])
        {
            lags.Add(QueueLag.Of((await queues.MessagesAsync(new AsyncQuery(FunctionId.Of(same.Identity), range), cancellationToken)).Messages));
        }
        lags.RemoveAll(lag => lag.Known == 0);
        return new Measurement(at, range, lags.Count == 0 ? Measurement.None : QueueLagOf(function, lags), []);
    }

    /// <param name="lags">At least one, of which something is known.</param>
    public static IReadOnlyDictionary<LabelSet, MeasuredValue> QueueLagOf(string function, IReadOnlyList<QueueLag> lags) =>
        One(function, lags.Max(lag => lag.P95) / NanosecondsPerSecond);

    /// <summary>One statement for all rules with this window. Without a point of the metric there is nothing to measure.</summary>
    private async Task<Measurement> IteratorAgeAsync(AlertRule rule, DateTimeOffset at, TimeRange range, CancellationToken cancellationToken)
    {
        var ages = (await windows.AgesAsync(range, cancellationToken)).Where(age => rule.IsForEveryFunction || age.FunctionName == rule.Function)
            .ToDictionary(age => LabelSet.OfFunction(age.FunctionName), age => new MeasuredValue(age.Seconds));
        var most = options.Value.MaxLabelSets;
        return ages.Count > most ? throw new InvalidOperationException($"there are more than {most} functions") : new Measurement(at, range, ages, []);
    }

    /// <summary>One statement for all rules with this window.</summary>
    private async Task<Measurement> NewExceptionsAsync(AlertRule rule, DateTimeOffset at, TimeRange range, CancellationToken cancellationToken)
    {
        var causes = await windows.CausesAsync(NewExceptions.Around(range), cancellationToken);
        var values = NewExceptions.Of(range, causes.Where(row => rule.IsForEveryFunction || row.FunctionName == rule.Function));
        var most = options.Value.MaxLabelSets;
        return values.Count > most ? throw new InvalidOperationException($"there are more than {most} new exceptions")
            // What is not new any more has recovered.
            : new Measurement(at, range, values, []) { IsMissingZero = true };
    }

    /// <summary>Three statements whatever the number of rules: the last hour by five minutes from what is stored, the rest from the rollups.</summary>
    private async Task<Measurement> BurnRateAsync(AlertRule rule, DateTimeOffset at, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var lastHour = (await CountsAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(5))).ToLookup(counts => counts.FunctionName);
        var sixHours = (await CountsAsync(TimeSpan.FromHours(6), null)).ToLookup(counts => counts.FunctionName);
        var longest = (await CountsAsync(BurnRate.Longest, null)).ToLookup(counts => counts.FunctionName);
        var values = new Dictionary<LabelSet, MeasuredValue>();
        foreach (var name in longest.Select(counts => counts.Key).Where(name => rule.IsForEveryFunction || name == rule.Function))
        {
            if (BurnRate.Of(rule.Objective!.Value, end, window => Sum(name, window)) is { } value)
            {
                values[LabelSet.OfFunction(name)] = value;
            }
        }
        return new Measurement(at, TimeRange.Of(end - BurnRate.Longest, end), values, []);

        Task<IReadOnlyList<InvocationCounts>> CountsAsync(TimeSpan window, TimeSpan? width) =>
            windows.CountsAsync(TimeRange.Of(end - window, end), width, cancellationToken);

        (long Failed, long All) Sum(string name, TimeSpan window)
        {
            var from = (int)((TimeSpan.FromHours(1) - window) / TimeSpan.FromMinutes(5));
            var counts = window <= TimeSpan.FromHours(1) ? lastHour[name].Where(counts => counts.Bucket >= from)
                : window <= TimeSpan.FromHours(6) ? sixHours[name] : longest[name];
            return counts.Aggregate((Failed: 0L, All: 0L), (sum, part) => (sum.Failed + part.Errors, sum.All + part.Invocations));
        }
    }

    private static Dictionary<LabelSet, MeasuredValue> One(string function, double value) =>
        new() { [LabelSet.OfFunction(function)] = new MeasuredValue(value) };
}
