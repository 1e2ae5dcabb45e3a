using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Server.Security;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>/api/v1/alerts: rules, webhooks, what became of them.</summary>
public static class AlertsEndpoints
{
    public static void MapAlertsApi(this IEndpointRouteBuilder api)
    {
        var alerts = api.MapGroup("/alerts");
        alerts.MapAlertsRules();
        alerts.MapAlertsBacktest();
        alerts.MapAlertsWebhooks();
        alerts.MapAlertsSilences();
        alerts.MapAlertsPacks();
        alerts.MapGet("/provisioning", (ProvisioningState state) => TypedResults.Ok(new ListBody<AlertsProvisioningError>(
            [.. state.Errors.Select(error => new AlertsProvisioningError(error.File, error.Line, error.Column, error.Message))], null, null))).WithName("ListProvisioningErrors");
        alerts.MapGet("/instances", InstancesAsync).WithName("ListAlertInstances");
        alerts.MapGet("/history", HistoryAsync).WithName("ListAlertEvaluations");
        alerts.MapGet("/deliveries", DeliveriesAsync).WithName("ListDeliveries");
        alerts.MapPost("/deliveries/{id}/redeliver", RedeliverAsync).WithName("Redeliver").Audited(AuditActions.Redeliver).RequireAtLeast(AccountRole.Editor);
    }

    private static async Task<Ok<ListBody<AlertInstanceBody>>> InstancesAsync(
        AlertStatusReader status, CancellationToken cancellationToken)
    {
        var all = await status.InstancesAsync(cancellationToken);
        return TypedResults.Ok(new ListBody<AlertInstanceBody>([.. all.Select(AlertInstanceBody.Of)], null, null));
    }

    private static async Task<Results<Ok<ListBody<AlertEvaluationBody>>, ProblemHttpResult>> HistoryAsync(
        [AsParameters] ListParameters parameters, string? ruleId, IAlertEvaluationStore evaluations, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!ListRequest.TryRead(parameters, time, out var request, out var problem))
        {
            return problem;
        }
        var rows = await evaluations.ListAsync(request.Range, ruleId, request.Limit, cancellationToken);
        return TypedResults.Ok(new ListBody<AlertEvaluationBody>([.. rows.Select(AlertEvaluationBody.Of)], null, null));
    }

    private static async Task<Results<Ok<ListBody<DeliveryBody>>, ProblemHttpResult>> DeliveriesAsync(
        [AsParameters] ListParameters parameters, string? ruleId, IDeliveryStore deliveries, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!ListRequest.TryRead(parameters, time, out var request, out var problem))
        {
            return problem;
        }
        var rows = await deliveries.ListAsync(request.Range, ruleId, request.Limit, cancellationToken);
        return TypedResults.Ok(new ListBody<DeliveryBody>([.. rows.Select(DeliveryBody.Of)], null, null));
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> RedeliverAsync(
        string id, IDeliveryStore deliveries, TimeProvider time, CancellationToken cancellationToken)
    {
        var status = DeliveryBody.TryReadId(id, out var notificationId, out var webhookId)
            ? await deliveries.RedeliverAsync(notificationId, webhookId, time.GetUtcNow(), cancellationToken)
            : RedeliverStatus.Unknown;
        return status switch
        {
            RedeliverStatus.Queued => TypedResults.Accepted((string?)null),
            RedeliverStatus.TooOld => AlertsProblem.TooOld("message"),
            _ => AlertsProblem.NotFound("delivery", id),
        };
    }
}

/// <summary>A fault in a provisioned file; what the file said before is kept.</summary>
/// <param name="Line">From 1; 0 when the file as a whole is meant.</param>
public sealed record AlertsProvisioningError(string File, long Line, long Column, string Message);
