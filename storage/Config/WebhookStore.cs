using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Observe.Storage.Config;

/// <summary>The webhooks. A secret is made here, answered once, and kept only in its protected form.</summary>
public sealed class WebhookStore(IConfigDocuments documents, IDataProtectionProvider protection, TimeProvider time)
{
    public const string SecretPrefix = "whsec_";

    /// <summary>How long the former secret goes on when nobody says otherwise.</summary>
    public static readonly TimeSpan FormerSecretKept = TimeSpan.FromHours(24);

    public static readonly TimeSpan MaxFormerSecretKept = TimeSpan.FromDays(30);

    private const int SecretBytes = 32;
    private readonly IDataProtector _protector = protection.CreateProtector("Observe.Webhooks.Secret.v1");

    public async Task<IReadOnlyList<Webhook>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await documents.ListAsync(ConfigTable.Webhooks, cancellationToken)).Select(document => Read(document).Webhook)];

    public async Task<Webhook?> GetAsync(string id, CancellationToken cancellationToken) =>
        await documents.GetAsync(ConfigTable.Webhooks, id, cancellationToken) is { } document ? Read(document).Webhook : null;

    public async Task<CreatedWebhook> AddAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        var secret = NewSecret();
        var body = Write(new Stored(webhook, _protector.Protect(secret), null, ProtectedKey(webhook, null)));
        var document = await documents.AddAsync(ConfigTable.Webhooks, ConfigId.New(), body, cancellationToken);
        return new CreatedWebhook(Read(document).Webhook, secret);
    }

    /// <summary>Disables it for a reason that people are shown. Somebody who changes it at the same time wins.</summary>
    public async Task<SaveStatus> DisableAsync(Webhook webhook, string reason, CancellationToken cancellationToken)
    {
        if (await documents.GetAsync(ConfigTable.Webhooks, webhook.Id, cancellationToken) is not { } current)
        {
            return SaveStatus.NotFound;
        }
        var stored = Read(current);
        var disabled = stored with
        {
            Webhook = stored.Webhook with { Enabled = false, DisabledReason = reason, DisabledAt = time.GetUtcNow(), EnabledAgainAt = null },
        };
        return (await documents.ReplaceAsync(ConfigTable.Webhooks, webhook.Id, Write(disabled), webhook.Version, cancellationToken)).Status;
    }

    /// <summary>Replaces what people say of it. The secret stays, and so does why Observe disabled it, until it is enabled.</summary>
    public async Task<SaveResult<Webhook>> ReplaceAsync(
        Webhook webhook, long? expectedVersion, CancellationToken cancellationToken)
    {
        if (await documents.GetAsync(ConfigTable.Webhooks, webhook.Id, cancellationToken) is not { } current)
        {
            return new SaveResult<Webhook>(SaveStatus.NotFound, null);
        }
        var stored = Read(current);
        // A file says what it is; whether it is used just now is not in the file.
        if (stored.Webhook.ProvisionedFrom.Length > 0 && (webhook.RoutingKey is not null || !SaysTheSame(webhook, stored.Webhook)))
        {
            return new SaveResult<Webhook>(SaveStatus.ReadOnly, stored.Webhook);
        }
        var body = Write(stored with { Webhook = Keep(webhook, stored.Webhook), ProtectedRoutingKey = ProtectedKey(webhook, stored.ProtectedRoutingKey) });
        var result = await documents.ReplaceAsync(ConfigTable.Webhooks, webhook.Id, body, expectedVersion, cancellationToken);
        return new SaveResult<Webhook>(result.Status, result.Value is { } document ? Read(document).Webhook : null);
    }

    /// <summary>Makes a new secret. The one before it goes on being signed with, too, so that receivers can be changed meanwhile; one before that does not.</summary>
    /// <param name="keepFormer">For how long; zero when it has leaked. At most <see cref="MaxFormerSecretKept"/>.</param>
    public async Task<SaveResult<CreatedWebhook>> RotateAsync(
        string id, TimeSpan keepFormer, long? expectedVersion, CancellationToken cancellationToken)
    {
        if (await documents.GetAsync(ConfigTable.Webhooks, id, cancellationToken) is not { } current)
        {
            return new SaveResult<CreatedWebhook>(SaveStatus.NotFound, null);
        }
        if (expectedVersion is { } expected && expected != current.Version)
        {
            return new SaveResult<CreatedWebhook>(SaveStatus.Conflict, new CreatedWebhook(Read(current).Webhook, ""));
        }
        var stored = Read(current);
        if (stored.Webhook.ProvisionedFrom.Length > 0)
        {
            return new SaveResult<CreatedWebhook>(SaveStatus.ReadOnly, new CreatedWebhook(stored.Webhook, ""));
        }
        var secret = NewSecret();
        var isKept = keepFormer > TimeSpan.Zero;
        var rotated = new Stored(
            stored.Webhook with { FormerSecretUntil = isKept ? time.GetUtcNow() + keepFormer : null },
            _protector.Protect(secret), isKept ? stored.ProtectedSecret : null, stored.ProtectedRoutingKey);
        // Of two that make one at the same time, only one may be shown a secret that counts.
        var result = await documents.ReplaceAsync(ConfigTable.Webhooks, id, Write(rotated), current.Version, cancellationToken);
        return new SaveResult<CreatedWebhook>(
            result.Status, result.Value is { } document ? new CreatedWebhook(Read(document).Webhook, result.Status == SaveStatus.Saved ? secret : "") : null);
    }

    public async Task<SaveStatus> DeleteAsync(string id, long? expectedVersion, CancellationToken cancellationToken) =>
        await GetAsync(id, cancellationToken) is { ProvisionedFrom.Length: > 0 }
            ? SaveStatus.ReadOnly
            : await documents.DeleteAsync(ConfigTable.Webhooks, id, expectedVersion, cancellationToken);

    /// <summary>Writes a webhook of a file under its id, when it is not there as the file says. Whether it is enabled, and why not, stays.</summary>
    /// <param name="secrets">To sign with: one, or the newest and the former.</param>
    public async Task PutAsync(Webhook webhook, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        var before = await documents.GetAsync(ConfigTable.Webhooks, webhook.Id, cancellationToken) is { } document ? Read(document) : null;
        if (before is not null && before.Webhook.ProvisionedFrom == webhook.ProvisionedFrom && SaysTheSame(webhook, before.Webhook) && HasSecrets(before, secrets, webhook.RoutingKey))
        {
            return;
        }
        var kept = before?.Webhook is { } former
            ? webhook with { Enabled = former.Enabled, DisabledReason = former.DisabledReason, DisabledAt = former.DisabledAt, EnabledAgainAt = former.EnabledAgainAt }
            : webhook;
        var body = Write(new Stored(
            kept, _protector.Protect(secrets[0]), secrets.Count > 1 ? _protector.Protect(secrets[1]) : null, ProtectedKey(webhook, null)));
        await documents.PutAsync(ConfigTable.Webhooks, webhook.Id, body, cancellationToken);
    }

    /// <summary>Makes it one that was made by hand.</summary>
    public async Task ReleaseAsync(string id, CancellationToken cancellationToken)
    {
        if (await documents.GetAsync(ConfigTable.Webhooks, id, cancellationToken) is { } document)
        {
            var stored = Read(document);
            await documents.PutAsync(ConfigTable.Webhooks, id, Write(stored with { Webhook = stored.Webhook with { ProvisionedFrom = "" } }), cancellationToken);
        }
    }

    /// <summary>Deletes a webhook whatever it comes from.</summary>
    public Task RemoveAsync(string id, CancellationToken cancellationToken) =>
        documents.DeleteAsync(ConfigTable.Webhooks, id, null, cancellationToken);

    /// <summary>The secrets to sign with: the newest, then the former as long as it is kept. None when the webhook is gone.</summary>
    /// <exception cref="CryptographicException">The key ring that protected them is not this one.</exception>
    public async Task<IReadOnlyList<string>> GetSecretsAsync(string id, CancellationToken cancellationToken)
    {
        if (await documents.GetAsync(ConfigTable.Webhooks, id, cancellationToken) is not { } document)
        {
            return [];
        }
        var stored = Read(document);
        var isKept = stored.FormerProtectedSecret is not null && (stored.Webhook.FormerSecretUntil is not { } until || time.GetUtcNow() < until);
        var all = isKept ? [stored.ProtectedSecret, stored.FormerProtectedSecret!] : new[] { stored.ProtectedSecret };
        return [.. all.Select(_protector.Unprotect)];
    }

    /// <summary>The routing key of PagerDuty; null when there is none.</summary>
    /// <exception cref="CryptographicException">The key ring that protected it is not this one.</exception>
    public async Task<string?> GetRoutingKeyAsync(string id, CancellationToken cancellationToken) =>
        await documents.GetAsync(ConfigTable.Webhooks, id, cancellationToken) is { } document && Read(document).ProtectedRoutingKey is { } key
            ? _protector.Unprotect(key)
            : null;

    private string? ProtectedKey(Webhook webhook, string? before) => webhook.RoutingKey is { } key ? _protector.Protect(key) : before;

    private static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    private Webhook Keep(Webhook webhook, Webhook before) => webhook with
    {
        DisabledReason = webhook.Enabled ? "" : before.DisabledReason,
        DisabledAt = before.DisabledAt,
        FormerSecretUntil = before.FormerSecretUntil,
        ProvisionedFrom = before.ProvisionedFrom,
        EnabledAgainAt = webhook.Enabled && before is { Enabled: false, DisabledReason.Length: > 0 } ? time.GetUtcNow() : before.EnabledAgainAt,
    };

    /// <summary>Whether two differ in nothing but what the store adds, and whether they are enabled.</summary>
    private static bool SaysTheSame(Webhook one, Webhook other) =>
        (one.Name, one.Url, one.Format, one.Template, one.ContentType) == (other.Name, other.Url, other.Format, other.Template, other.ContentType);

    private bool HasSecrets(Stored stored, IReadOnlyList<string> secrets, string? routingKey)
    {
        string[] all = stored.FormerProtectedSecret is { } former ? [stored.ProtectedSecret, former] : [stored.ProtectedSecret];
        try
        {
            return all.Select(_protector.Unprotect).SequenceEqual(secrets) && (stored.ProtectedRoutingKey is { } key ? _protector.Unprotect(key) : null) == routingKey;
        }
        catch (CryptographicException)
        {
            return false; // protected with another key ring: the file has them, and they are protected anew
        }
    }

    private static string Write(Stored stored) => JsonSerializer.Serialize(stored, ConfigJson.Options);

    private static Stored Read(ConfigDocument document)
    {
        var stored = JsonSerializer.Deserialize<Stored>(document.Body, ConfigJson.Options)!;
        return stored with
        {
            Webhook = stored.Webhook with
            {
                Id = document.Id,
                Version = document.Version,
                UpdatedAt = document.UpdatedAt,
                HasRoutingKey = stored.ProtectedRoutingKey is not null,
            },
        };
    }

    private sealed record Stored(Webhook Webhook, string ProtectedSecret, string? FormerProtectedSecret, string? ProtectedRoutingKey);
}
