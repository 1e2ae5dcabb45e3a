using System.Text.Json;
using Observe.Alerts.Deliver;
using Observe.Storage.Config;

namespace Observe.Alerts.Format;

/// <summary>Writes the body of a message in the format of a webhook: always the same of the same message.</summary>
public sealed class WebhookBodies(AlertLinks links) : IWebhookBodies
{
    /// <summary>Stands for the routing key where the body is only looked at.</summary>
    private const string HiddenKey = "********************************";

    public IReadOnlyList<string> Samples { get; } = ["fired", "resolved", "test"];

    /// <param name="payload">The generic body.</param>
    /// <param name="routingKey">Of PagerDuty; null for the others.</param>
    public WebhookBody Write(Webhook webhook, string payload, string? routingKey)
    {
        try
        {
            return WriteAs(webhook, payload, routingKey);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NullReferenceException or ArgumentException)
        {
            // A message of another shape than this release knows: it must not hold up those behind it.
            return WebhookBody.Failed($"The message cannot be written as {webhook.Format}: {exception.Message}");
        }
    }

    public IReadOnlyList<FieldError> Check(Webhook webhook)
    {
        if (webhook.Format != WebhookFormats.Template)
        {
            return [];
        }
        if (LiquidTemplate.Parse(webhook.Template, out var error) is null)
        {
            return [new FieldError("template", error)];
        }
        return [.. Samples.Select(sample => (Sample: sample, Preview(webhook, sample).Error)).Where(result => result.Error.Length > 0)
            .Select(result => new FieldError("template", $"With the sample '{result.Sample}': {result.Error}")).Take(1)];
    }

    public WebhookBody Preview(Webhook webhook, string sample) =>
        Samples.Contains(sample) ? Write(webhook, SampleOf(sample), HiddenKey) : WebhookBody.Failed($"There is no sample {sample}.");

    /// <summary>A message like those that are sent, of names that nobody has.</summary>
    public static string SampleOf(string name) => Resource($"Samples.{name}.json");

    /// <summary>The JSON Schema (2020-12) of the generic body.</summary>
    public static string Schema => Resource("Schemas.message.json");

    private WebhookBody WriteAs(Webhook webhook, string payload, string? routingKey) => webhook.Format switch
    {
        WebhookFormats.Generic => Json(payload),
        WebhookFormats.Alertmanager => Json(AlertmanagerBody.Write(Parse(payload))),
        WebhookFormats.Slack => Json(SlackBody.Write(Parse(payload))),
        WebhookFormats.Teams => Json(TeamsBody.Write(Parse(payload))),
        WebhookFormats.PagerDuty => routingKey is null ? WebhookBody.Failed("There is no routing key.") : Json(PagerDutyBody.Write(Parse(payload), routingKey)),
        WebhookFormats.Template => Render(webhook, payload),
        _ => WebhookBody.Failed($"There is no format {webhook.Format}."),
    };

    private AlertMessage Parse(string payload) => AlertMessage.Parse(payload, links.BaseUrl);

    private static WebhookBody Json(string text) => new(text, WebhookFormats.Json);

    private static WebhookBody Render(Webhook webhook, string payload)
    {
        if (LiquidTemplate.Parse(webhook.Template, out var fault) is not { } template)
        {
            return WebhookBody.Failed($"The template: {fault}");
        }
        var text = template.Render(payload, out var error);
        if (error.Length > 0)
        {
            return WebhookBody.Failed($"The template: {error}");
        }
        return webhook.ContentType == WebhookFormats.Json && FaultOf(text) is { } notJson
            ? WebhookBody.Failed(notJson)
            : new WebhookBody(text, webhook.ContentType);
    }

    private static string? FaultOf(string json)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json);
            return null;
        }
        catch (JsonException exception)
        {
            var line = (exception.LineNumber ?? 0) + 1;
            var shown = json.Split('\n').ElementAtOrDefault((int)line - 1)?.Trim() ?? "";
            return $"What the template makes is no JSON: line {line} of it, {TextCut.To(shown, 80)}. The filter json puts a text into quotes: {{{{ data.commonAnnotations.summary | json }}}}.";
        }
    }

    private static string Resource(string name)
    {
        using var stream = typeof(WebhookBodies).Assembly.GetManifestResourceStream($"Observe.Alerts.Format.{name}")
            ?? throw new InvalidOperationException($"{name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
