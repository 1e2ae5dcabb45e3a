using Microsoft.Extensions.Options;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Alerts.Evaluate;

/// <summary>Reads the value that a rule watches. A read that fails or takes too long is an observation too.</summary>
public sealed class RuleMeasure(IFunctionReader functions, IOptions<AlertsOptions> options, TimeProvider time)
{
    public async Task<Observation> ObserveAsync(AlertRule rule, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var end = at - rule.EvaluationDelay;
        var range = TimeRange.Of(end - rule.Window, end);
        using var timeout = new CancellationTokenSource(options.Value.EvaluationTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var window = await functions.WindowAsync(new InvocationWindowQuery(range, rule.Function), linked.Token);
            return window.Invocations == 0
                ? new Observation(at, ObservationKind.NoData, 0, range, [])
                : new Observation(
                    at, ObservationKind.Value, (double)window.Errors / window.Invocations, range, window.ErrorTraceIds);
        }
        catch (Exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Failed($"no answer within {DurationText.Format(options.Value.EvaluationTimeout)}");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed(exception.Message);
        }

        Observation Failed(string error) => new(at, ObservationKind.Error, 0, range, [], error);
    }
}
