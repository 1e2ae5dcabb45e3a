using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Alerts.Format;
using Observe.Server.Security;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>/api/v1/alerts/webhooks. A secret is answered once, by the call that makes it.</summary>
internal static class AlertsWebhookEndpoints
{
    public static void MapAlertsWebhooks(this IEndpointRouteBuilder alerts)
    {
        alerts.MapGet("/webhooks", ListAsync).WithName("ListWebhooks");
        alerts.MapGet("/webhooks/{id}", GetAsync).WithName("GetWebhook");
        alerts.MapPost("/webhooks", AddAsync).WithName("AddWebhook").Audited(AuditActions.AddWebhook).RequireAtLeast(AccountRole.Editor).Accepts<AlertsWebhookBody>("application/json");
        alerts.MapPut("/webhooks/{id}", ReplaceAsync).WithName("ReplaceWebhook").Audited(AuditActions.ChangeWebhook).RequireAtLeast(AccountRole.Editor).Accepts<AlertsWebhookBody>("application/json");
        alerts.MapDelete("/webhooks/{id}", DeleteAsync).WithName("DeleteWebhook").Audited(AuditActions.DeleteWebhook).RequireAtLeast(AccountRole.Editor);
        alerts.MapPost("/webhooks/preview", PreviewAsync).WithName("PreviewWebhook").RequireAtLeast(AccountRole.Editor).Accepts<AlertsPreviewBody>("application/json");
        alerts.MapGet("/schemas/message.json", () => TypedResults.Text(WebhookBodies.Schema, "application/schema+json")).WithName("GetMessageSchema");
        alerts.MapPost("/webhooks/{id}/secret", RotateAsync).WithName("RotateWebhookSecret").Audited(AuditActions.RotateWebhook).RequireAtLeast(AccountRole.Editor).Accepts<AlertsRotateBody>("application/json");
        alerts.MapPost("/webhooks/{id}/redeliver", RedeliverAsync).WithName("RedeliverRange").Audited(AuditActions.Redeliver).RequireAtLeast(AccountRole.Editor);
        alerts.MapPost("/webhooks/{id}/test", TestAsync).WithName("TestWebhook").Audited(AuditActions.TestWebhook).RequireAtLeast(AccountRole.Editor);
    }

    private static async Task<Ok<ListBody<AlertsWebhookAnswer>>> ListAsync(
        WebhookStore webhooks, CancellationToken cancellationToken)
    {
        var all = await webhooks.ListAsync(cancellationToken);
        return TypedResults.Ok(new ListBody<AlertsWebhookAnswer>([.. all.Select(AlertsWebhookAnswer.Of)], null, null));
    }

    private static async Task<Results<Ok<AlertsWebhookAnswer>, ProblemHttpResult>> GetAsync(
        string id, WebhookStore webhooks, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await webhooks.GetAsync(id, cancellationToken) is not { } webhook)
        {
            return AlertsProblem.NotFound("webhook", id);
        }
        AlertsRequest.SetETag(response, webhook.Version);
        return TypedResults.Ok(AlertsWebhookAnswer.Of(webhook));
    }

    private static async Task<Results<Created<AlertsCreatedWebhook>, ProblemHttpResult>> AddAsync(
        HttpRequest request, HttpResponse response, WebhookStore webhooks, IWebhookBodies bodies, CancellationToken cancellationToken)
    {
        var (webhook, problem) = await ReadAsync(request, bodies, null, cancellationToken);
        if (webhook is null)
        {
            return problem!;
        }
        var (created, secret) = await webhooks.AddAsync(webhook, cancellationToken);
        AlertsRequest.SetETag(response, created.Version);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Created(
            $"/api/v1/alerts/webhooks/{created.Id}",
            new AlertsCreatedWebhook(created.Id, secret, created.Version, created.Name, WebhookAddress.Shown(created), created.Format));
    }

    private static async Task<Results<Ok<AlertsWebhookAnswer>, ProblemHttpResult>> ReplaceAsync(
        string id, HttpRequest request, HttpResponse response, WebhookStore webhooks, IWebhookBodies bodies, CancellationToken cancellationToken)
    {
        if (!AlertsRequest.TryReadIfMatch(request, out var version))
        {
            return AlertsRequest.BadIfMatch();
        }
        var (webhook, problem) = await ReadAsync(request, bodies, await webhooks.GetAsync(id, cancellationToken), cancellationToken);
        if (webhook is null)
        {
            return problem!;
        }
        var result = await webhooks.ReplaceAsync(webhook with { Id = id }, version, cancellationToken);
        if (result.Status != SaveStatus.Saved)
        {
            return Refusal(result.Status, id, result.Value);
        }
        AlertsRequest.SetETag(response, result.Value!.Version);
        return TypedResults.Ok(AlertsWebhookAnswer.Of(result.Value));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, HttpRequest request, WebhookStore webhooks, CancellationToken cancellationToken)
    {
        if (!AlertsRequest.TryReadIfMatch(request, out var version))
        {
            return AlertsRequest.BadIfMatch();
        }
        var status = await webhooks.DeleteAsync(id, version, cancellationToken);
        return status == SaveStatus.Saved ? TypedResults.NoContent() : Refusal(status, id, null);
    }

    private static async Task<Results<Ok<AlertsRotateAnswer>, ProblemHttpResult>> RotateAsync(
        string id, HttpRequest request, HttpResponse response, WebhookStore webhooks, CancellationToken cancellationToken)
    {
        if (!AlertsRequest.TryReadIfMatch(request, out var version))
        {
            return AlertsRequest.BadIfMatch();
        }
        var (body, problem) = await AlertsRequest.ReadAsync<AlertsRotateBody>(request, cancellationToken);
        if (body is null)
        {
            return problem!;
        }
        var keep = WebhookStore.FormerSecretKept;
        if (body.KeepFormerFor is { } text && (!DurationText.TryParse(text, out keep) || keep > WebhookStore.MaxFormerSecretKept))
        {
            return AlertsProblem.Fields([new FieldError("keepFormerFor", $"A duration like \"24h\", at most {DurationText.Format(WebhookStore.MaxFormerSecretKept)}.")]);
        }
        var result = await webhooks.RotateAsync(id, keep, version, cancellationToken);
        if (result.Status != SaveStatus.Saved)
        {
            return Refusal(result.Status, id, result.Value?.Webhook);
        }
        var (webhook, secret) = result.Value!;
        AlertsRequest.SetETag(response, webhook.Version);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new AlertsRotateAnswer(webhook.Id, secret, webhook.Version, AlertsText.Time(webhook.FormerSecretUntil)));
    }

    /// <summary>Messages whose last attempt was in the range and failed; of a webhook that was deleted there is nobody to send to.</summary>
    private static async Task<Results<Accepted<AlertsRedeliverAnswer>, ProblemHttpResult>> RedeliverAsync(
        string id, [AsParameters] AlertsRedeliverParameters parameters, WebhookStore webhooks, IDeliveryStore deliveries, TimeProvider time, CancellationToken cancellationToken)
    {
        var list = new ListParameters { From = parameters.From, To = parameters.To, Limit = parameters.Limit ?? "1000" };
        if (!ListRequest.TryRead(list, time, out var request, out var problem))
        {
            return problem;
        }
        if (await webhooks.GetAsync(id, cancellationToken) is not { } webhook)
        {
            return AlertsProblem.NotFound("webhook", id);
        }
        if (!webhook.Enabled)
        {
            return TypedResults.Problem("The webhook is disabled: enable it first.", statusCode: StatusCodes.Status409Conflict);
        }
        var result = await deliveries.RedeliverAsync(id, request.Range, request.Limit, time.GetUtcNow(), cancellationToken);
        return TypedResults.Accepted("/api/v1/alerts/deliveries", new AlertsRedeliverAnswer(result.Queued, result.Left));
    }

    private static async Task<Results<Accepted<AlertsTestAnswer>, ProblemHttpResult>> TestAsync(
        string id, WebhookStore webhooks, INotificationStore notifications, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await webhooks.GetAsync(id, cancellationToken) is not { } webhook)
        {
            return AlertsProblem.NotFound("webhook", id);
        }
        var ping = TestPing.To(webhook, time.GetUtcNow());
        await notifications.AppendAsync([ping], cancellationToken);
        return TypedResults.Accepted("/api/v1/alerts/deliveries", new AlertsTestAnswer(ping.Id));
    }

    private static ProblemHttpResult Refusal(SaveStatus status, string id, Webhook? current) => status switch
    {
        SaveStatus.NotFound => AlertsProblem.NotFound("webhook", id),
        SaveStatus.ReadOnly => AlertsProblem.ReadOnly("webhook", current?.ProvisionedFrom ?? "a file"),
        _ => AlertsProblem.Changed(current?.Version),
    };

    private static async Task<Results<Ok<AlertsPreviewAnswer>, ProblemHttpResult>> PreviewAsync(
        HttpRequest request, IWebhookBodies bodies, CancellationToken cancellationToken)
    {
        var (body, problem) = await AlertsRequest.ReadAsync<AlertsPreviewBody>(request, cancellationToken);
        if (body is null)
        {
            return problem!;
        }
        var webhook = body.ToWebhook();
        var sample = body.Sample ?? bodies.Samples[0];
        var errors = WebhookValidator.Validate(webhook, hasRoutingKey: true).ToList();
        if (!bodies.Samples.Contains(sample))
        {
            errors.Add(new FieldError("sample", $"The sample is one of {string.Join(", ", bodies.Samples)}."));
        }
        if (errors.Count > 0)
        {
            return AlertsProblem.Fields(errors);
        }
        var preview = bodies.Preview(webhook, sample);
        return preview.Error.Length > 0
            ? AlertsProblem.Fields([new FieldError("template", preview.Error)])
            : TypedResults.Ok(new AlertsPreviewAnswer(preview.Text, preview.ContentType));
    }

    /// <param name="kept">As it is kept; null for a new one.</param>
    private static async Task<(Webhook? Webhook, ProblemHttpResult? Problem)> ReadAsync(
        HttpRequest request, IWebhookBodies bodies, Webhook? kept, CancellationToken cancellationToken)
    {
        var (body, problem) = await AlertsRequest.ReadAsync<AlertsWebhookBody>(request, cancellationToken);
        if (body is null)
        {
            return (null, problem);
        }
        var webhook = kept is null ? body.ToWebhook() : WebhookAddress.Keep(body.ToWebhook(), kept);
        IReadOnlyList<FieldError> errors = [.. WebhookValidator.Validate(webhook, kept is { HasRoutingKey: true }), .. bodies.Check(webhook)];
        return errors.Count == 0 ? (webhook, null) : (null, AlertsProblem.Fields(errors));
    }
}
