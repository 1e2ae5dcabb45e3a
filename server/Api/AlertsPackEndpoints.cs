using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Server.Security;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>/api/v1/alerts/packs/serverless: rules to start from. POST adds those of them whose names are not there yet.</summary>
internal static class AlertsPackEndpoints
{
    public static void MapAlertsPacks(this IEndpointRouteBuilder alerts)
    {
        alerts.MapGet("/packs/serverless", List).WithName("ListServerlessPack");
        alerts.MapPost("/packs/serverless", AddAsync).WithName("AddServerlessPack").Audited(AuditActions.AddPack).RequireAtLeast(AccountRole.Editor).Accepts<AlertsPackBody>("application/json");
    }

    private static Ok<ListBody<AlertsRuleAnswer>> List() =>
        TypedResults.Ok(new ListBody<AlertsRuleAnswer>([.. RulePack.Serverless.Select(AlertsRuleAnswer.Of)], null, null));

    private static async Task<Results<Ok<ListBody<AlertsRuleAnswer>>, ProblemHttpResult>> AddAsync(
        HttpRequest request, AlertRuleStore rules, WebhookStore webhooks, CancellationToken cancellationToken)
    {
        var (body, problem) = await AlertsRequest.ReadAsync<AlertsPackBody>(request, cancellationToken);
        if (body is null)
        {
            return problem!;
        }
        var known = (await webhooks.ListAsync(cancellationToken)).Select(webhook => webhook.Id).ToHashSet();
        var there = (await rules.ListAsync(cancellationToken)).Select(rule => rule.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var wanted = RulePack.Serverless.Where(rule => !there.Contains(rule.Name))
            .Select(rule => rule with { WebhookIds = [.. (body.WebhookIds ?? []).Distinct()] }).ToList();
        var errors = wanted.SelectMany(rule => AlertRuleValidator.Validate(rule, known)).Distinct().ToList();
        if (errors.Count > 0)
        {
            return AlertsProblem.Fields(errors);
        }
        var added = new List<AlertsRuleAnswer>();
        foreach (var rule in wanted)
        {
            added.Add(AlertsRuleAnswer.Of(await rules.AddAsync(rule, cancellationToken)));
        }
        return TypedResults.Ok(new ListBody<AlertsRuleAnswer>(added, null, null));
    }
}

/// <param name="WebhookIds">Whom the rules tell.</param>
public sealed record AlertsPackBody(IReadOnlyList<string>? WebhookIds);
