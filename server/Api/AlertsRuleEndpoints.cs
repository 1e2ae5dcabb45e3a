using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Server.Security;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>/api/v1/alerts/rules. Writes take If-Match with the version that was read.</summary>
internal static class AlertsRuleEndpoints
{
    public static void MapAlertsRules(this IEndpointRouteBuilder alerts)
    {
        alerts.MapGet("/rules", ListAsync).WithName("ListAlertRules");
        alerts.MapGet("/rules/{id}", GetAsync).WithName("GetAlertRule");
        alerts.MapPost("/rules", AddAsync).WithName("AddAlertRule").Audited(AuditActions.AddRule).RequireAtLeast(AccountRole.Editor).Accepts<AlertsRuleBody>("application/json");
        alerts.MapPut("/rules/{id}", ReplaceAsync).WithName("ReplaceAlertRule").Audited(AuditActions.ChangeRule).RequireAtLeast(AccountRole.Editor).Accepts<AlertsRuleBody>("application/json");
        alerts.MapDelete("/rules/{id}", DeleteAsync).WithName("DeleteAlertRule").Audited(AuditActions.DeleteRule).RequireAtLeast(AccountRole.Editor);
    }

    private static async Task<Ok<ListBody<AlertsRuleAnswer>>> ListAsync(
        AlertRuleStore rules, CancellationToken cancellationToken)
    {
        var all = await rules.ListAsync(cancellationToken);
        return TypedResults.Ok(new ListBody<AlertsRuleAnswer>([.. all.Select(AlertsRuleAnswer.Of)], null, null));
    }

    private static async Task<Results<Ok<AlertsRuleAnswer>, ProblemHttpResult>> GetAsync(
        string id, AlertRuleStore rules, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await rules.GetAsync(id, cancellationToken) is not { } rule)
        {
            return AlertsProblem.NotFound("rule", id);
        }
        AlertsRequest.SetETag(response, rule.Version);
        return TypedResults.Ok(AlertsRuleAnswer.Of(rule));
    }

    private static async Task<Results<Created<AlertsRuleAnswer>, ProblemHttpResult>> AddAsync(
        HttpRequest request, HttpResponse response, AlertRuleStore rules, WebhookStore webhooks,
        CancellationToken cancellationToken)
    {
        var (rule, problem) = await ReadAsync(request, webhooks, cancellationToken);
        if (rule is null)
        {
            return problem!;
        }
        var added = await rules.AddAsync(rule, cancellationToken);
        AlertsRequest.SetETag(response, added.Version);
        return TypedResults.Created($"/api/v1/alerts/rules/{added.Id}", AlertsRuleAnswer.Of(added));
    }

    private static async Task<Results<Ok<AlertsRuleAnswer>, ProblemHttpResult>> ReplaceAsync(
        string id, HttpRequest request, HttpResponse response, AlertRuleStore rules, WebhookStore webhooks,
        CancellationToken cancellationToken)
    {
        if (!AlertsRequest.TryReadIfMatch(request, out var version))
        {
            return AlertsRequest.BadIfMatch();
        }
        var (rule, problem) = await ReadAsync(request, webhooks, cancellationToken);
        if (rule is null)
        {
            return problem!;
        }
        var result = await rules.ReplaceAsync(rule with { Id = id }, version, cancellationToken);
        if (result.Status != SaveStatus.Saved)
        {
            return Refusal(result.Status, id, result.Value);
        }
        AlertsRequest.SetETag(response, result.Value!.Version);
        return TypedResults.Ok(AlertsRuleAnswer.Of(result.Value));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, HttpRequest request, AlertRuleStore rules, CancellationToken cancellationToken)
    {
        if (!AlertsRequest.TryReadIfMatch(request, out var version))
        {
            return AlertsRequest.BadIfMatch();
        }
        var status = await rules.DeleteAsync(id, version, cancellationToken);
        return status == SaveStatus.Saved ? TypedResults.NoContent() : Refusal(status, id, await rules.GetAsync(id, cancellationToken));
    }

    private static ProblemHttpResult Refusal(SaveStatus status, string id, AlertRule? current) => status switch
    {
        SaveStatus.NotFound => AlertsProblem.NotFound("rule", id),
        SaveStatus.ReadOnly => AlertsProblem.ReadOnly("rule", current?.ProvisionedFrom ?? "a file"),
        _ => AlertsProblem.Changed(current?.Version),
    };

    /// <summary>Reads and checks the rule of a body; without one, what to answer.</summary>
    public static async Task<(AlertRule? Rule, ProblemHttpResult? Problem)> ReadAsync(
        HttpRequest request, WebhookStore webhooks, CancellationToken cancellationToken)
    {
        var (body, problem) = await AlertsRequest.ReadAsync<AlertsRuleBody>(request, cancellationToken);
        if (body is null)
        {
            return (null, problem);
        }
        var errors = new List<FieldError>();
        var rule = body.ToRule(errors);
        var known = (await webhooks.ListAsync(cancellationToken)).Select(webhook => webhook.Id).ToHashSet();
        errors.AddRange(AlertRuleValidator.Validate(rule, known));
        return errors.Count == 0 ? (rule, null) : (null, AlertsProblem.Fields(errors));
    }
}
