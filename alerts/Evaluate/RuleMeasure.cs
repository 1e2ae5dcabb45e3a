using Microsoft.Extensions.Options;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Alerts.Evaluate;

/// <summary>Reads the values that a rule watches. A read that fails or takes too long is an observation too.</summary>
public sealed class RuleMeasure(
    IFunctionReader functions, IAsyncReader queues, FunctionWindows windows, IOptions<AlertsOptions> options, TimeProvider time)
{
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
                : type == AlertRuleType.QueueLag ? await QueueLagAsync(rule.Function, at, range, linked.Token)
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

        Measurement Failed(string error) => new(at, range, None, [], error);
    }

    /// <summary>Traces behind failures.</summary>
    public async Task<IReadOnlyList<TraceId>> TracesAsync(string function, TimeRange range, CancellationToken cancellationToken) =>
        (await functions.WindowAsync(new InvocationWindowQuery(range, function), cancellationToken)).ErrorTraceIds;

    private static Dictionary<string, double> None => [];

    private async Task<Measurement> ErrorRateAsync(string function, DateTimeOffset at, TimeRange range, CancellationToken cancellationToken)
    {
        var window = await functions.WindowAsync(new InvocationWindowQuery(range, function), cancellationToken);
        return window.Invocations == 0
            ? new Measurement(at, range, None, [])
            : new Measurement(at, range, One(function, (double)window.Errors / window.Invocations), window.ErrorTraceIds);
    }

    private async Task<Measurement> FiguresAsync(AlertRuleType type, AlertRule rule, DateTimeOffset at, TimeRange range, CancellationToken cancellationToken)
    {
        var byName = await windows.ReadAsync(range, cancellationToken);
        var seen = byName.Where(same => rule.IsForEveryFunction || same.Key == rule.Function)
            .ToDictionary(same => same.Key, same => FunctionValue.Of(type, [.. same]));
        if (type == AlertRuleType.Silence)
        {
            foreach (var name in rule.IsForEveryFunction ? await KnownAsync(range, cancellationToken) : [rule.Function])
            {
                seen.TryAdd(name, 1);
            }
        }
        return new Measurement(at, range, seen, []);
    }

    /// <summary>Functions that were invoked in the window or in the day before it: whoever falls silent was heard then.</summary>
    private async Task<IEnumerable<string>> KnownAsync(TimeRange range, CancellationToken cancellationToken)
    {
        var before = range with { FromUnixNanoseconds = range.FromUnixNanoseconds - UnixTime.NanosecondsPerSecond * 86_400 };
        return (await windows.ReadAsync(before, cancellationToken)).Select(same => same.Key);
    }

    /// <summary>The worst of the functions of that name. Without messages there is nothing to measure.</summary>
    private async Task<Measurement> QueueLagAsync(string function, DateTimeOffset at, TimeRange range, CancellationToken cancellationToken)
    {
        double? worst = null;
        foreach (var same in (await windows.ReadAsync(range, cancellationToken))[function])
        {
            var lag = (await queues.GetAsync(new AsyncQuery(FunctionId.Of(same.Identity), range), cancellationToken)).Lag;
            worst = lag.Known == 0 ? worst : Math.Max(worst ?? 0, lag.P95 / NanosecondsPerSecond);
        }
        return new Measurement(at, range, worst is { } seconds ? One(function, seconds) : None, []);
    }

    private static Dictionary<string, double> One(string function, double value) => new() { [function] = value };
}
