using Observe.Alerts.Evaluate;
using Observe.Storage.Config;

namespace Observe.Alerts.Provision;

/// <summary>A webhook of a file, with the secrets that it is signed with: the newest, and the former during a change.</summary>
internal sealed record ProvisionedWebhook(Webhook Webhook, IReadOnlyList<string> Secrets)
{
    /// <summary>Of one that is part of a file of many.</summary>
    private const int MaxSecretBytes = 4 * 1024;

    private const int FewestKeyBytes = 24;
    private const int MostKeyBytes = 64;
    private const int MostSecrets = 2;

    /// <param name="folder">What the names of its files are relative to.</param>
    public static ProvisionedWebhook Read(ProvisionedWebhookBody body, string file, string folder, IWebhookBodies bodies, List<FieldError> errors)
    {
        var secrets = body.SecretFile is { Length: > 0 } path ? Lines(path, folder, "secretFile", errors) : [];
        if (body.SecretFile is not { Length: > 0 })
        {
            errors.Add(new FieldError("secretFile", "A file with the secret that messages are signed with."));
        }
        else if (errors.Count == 0 && (secrets.Count is 0 or > MostSecrets || !secrets.All(IsSecret)))
        {
            errors.Add(new FieldError(
                "secretFile", $"A line like {WebhookStore.SecretPrefix}... with the base64 of {FewestKeyBytes} to {MostKeyBytes} bytes; the former secret in a second one, while receivers change."));
        }
        var key = body.RoutingKeyFile is { Length: > 0 } keyPath ? Lines(keyPath, folder, "routingKeyFile", errors) : [];
        var webhook = new Webhook
        {
            Id = AlertIdentity.ProvisionedId("webhook", body.Name ?? ""),
            Name = body.Name ?? "",
            Url = body.Url ?? "",
            Format = body.Format ?? WebhookFormats.Generic,
            Template = body.Template ?? "",
            ContentType = body.ContentType ?? WebhookFormats.Json,
            RoutingKey = key.Count > 0 ? key[0] : null,
            ProvisionedFrom = file,
        };
        errors.AddRange(WebhookValidator.Validate(webhook).Select(error => error.Field == "routingKey" ? error with { Field = "routingKeyFile" } : error));
        errors.AddRange(bodies.Check(webhook));
        return new ProvisionedWebhook(webhook, secrets);
    }

    private static List<string> Lines(string path, string folder, string field, List<FieldError> errors)
    {
        var secret = new FileInfo(Path.Combine(folder, path));
        try
        {
            if (secret.Length <= MaxSecretBytes)
            {
                return [.. File.ReadLines(secret.FullName).Select(line => line.Trim()).Where(line => line.Length > 0)];
            }
            errors.Add(new FieldError(field, $"The file has more than {MaxSecretBytes} bytes."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.Add(new FieldError(field, $"The file {path} cannot be read: {(secret.Exists ? "access is denied" : "it is not there")}."));
        }
        return [];
    }

    private static bool IsSecret(string text)
    {
        var key = new byte[MostKeyBytes + 3];
        return text.StartsWith(WebhookStore.SecretPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(text[WebhookStore.SecretPrefix.Length..], key, out var length) && length is >= FewestKeyBytes and <= MostKeyBytes;
    }
}

/// <summary>As a file says it. Secrets stand in files of their own.</summary>
internal sealed record ProvisionedWebhookBody(
    string? Name, string? Url, string? Format, string? Template, string? ContentType, string? SecretFile, string? RoutingKeyFile);
