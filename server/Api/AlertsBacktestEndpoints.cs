using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Server.Security;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>POST /api/v1/alerts/rules/backtest: when a rule, as it would be saved, would have fired.</summary>
internal static class AlertsBacktestEndpoints
{
    /// <summary>Where no start is given.</summary>
    private const string Week = "now-7d";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    public static void MapAlertsBacktest(this IEndpointRouteBuilder alerts) =>
        alerts.MapPost("/rules/backtest", RunAsync).WithName("BacktestAlertRule").RequireAtLeast(AccountRole.Editor).Accepts<AlertsRuleBody>("application/json");

    private static async Task<Results<Ok<AlertsBacktestBody>, ProblemHttpResult>> RunAsync(
        string? from, string? to, HttpRequest request, WebhookStore webhooks, IRuleBacktest backtest, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!ListRequest.TryRead(new ListParameters { From = from ?? Week, To = to }, time, out var list, out var problem))
        {
            return problem;
        }
        if (list.Range.Nanoseconds > Longest.TotalNanoseconds || list.Range.ToUnixNanoseconds > UnixTime.Nanoseconds(time.GetUtcNow()))
        {
            return ApiProblem.BadParameter("from", $"A range of at most {DurationText.Format(Longest)} that is over.");
        }
        var (rule, refused) = await AlertsRuleEndpoints.ReadAsync(request, webhooks, cancellationToken);
        if (rule is null)
        {
            return refused!;
        }
        var result = await backtest.RunAsync(rule, list.Range, cancellationToken);
        return result.Refusal.Length > 0 ? AlertsProblem.Fields([new FieldError("type", result.Refusal)]) : TypedResults.Ok(AlertsBacktestBody.Of(result));
    }
}

/// <summary>What a rule would have done.</summary>
/// <param name="Step">Time between two evaluations, like "1m".</param>
/// <param name="Instances">Label sets of which there was something to measure.</param>
/// <param name="Fired">How many times; the newest of them are in <paramref name="Periods"/>, oldest first.</param>
/// <param name="Points">The highest value of all label sets over time.</param>
/// <param name="Approximation">In what it differs from what the evaluations would have seen; empty when in nothing but data that came late.</param>
public sealed record AlertsBacktestBody(
    string From, string To, string Step, int Evaluations, int Instances, int Fired, string Approximation,
    IReadOnlyList<AlertsBacktestPeriodBody> Periods, IReadOnlyList<AlertsBacktestPointBody> Points)
{
    public static AlertsBacktestBody Of(BacktestResult result) => new(
        UnixTime.ToRfc3339(result.Range.FromUnixNanoseconds), UnixTime.ToRfc3339(result.Range.ToUnixNanoseconds), DurationText.Format(result.Step),
        result.Evaluations, result.Instances, result.Fired, result.Approximation,
        [.. result.Periods.Select(AlertsBacktestPeriodBody.Of)],
        [.. result.Points.Select(point => new AlertsBacktestPointBody(AlertsText.Time(point.At)!, point.Value))]);
}

/// <param name="ResolvedAt">Null when it would be firing still.</param>
/// <param name="Value">What it fired at.</param>
/// <param name="Highest">The highest value while it was firing.</param>
/// <param name="SeenFrom">The window of the evaluation at which it fired.</param>
public sealed record AlertsBacktestPeriodBody(
    IReadOnlyDictionary<string, string> Labels, string FiredAt, string? ResolvedAt, double Value, double Highest, string Detail, string SeenFrom, string SeenTo)
{
    public static AlertsBacktestPeriodBody Of(BacktestPeriod period) => new(
        period.Labels.Labels, AlertsText.Time(period.FiredAt)!, AlertsText.Time(period.ResolvedAt), period.Value, period.Highest, period.Detail,
        UnixTime.ToRfc3339(period.Seen.FromUnixNanoseconds), UnixTime.ToRfc3339(period.Seen.ToUnixNanoseconds));
}

public sealed record AlertsBacktestPointBody(string At, double? Value);
