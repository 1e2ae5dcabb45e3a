using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Observe.Alerts.Standby;
using Observe.Storage.Config;

namespace Observe.Alerts.Provision;

/// <summary>
/// Keeps the webhooks, rules and silences in the store as the files of a folder say. A file with an error keeps what it said before; a file that is gone
/// takes its rules along.
/// </summary>
public sealed partial class AlertProvisioner(
    AlertRuleStore rules, SilenceStore silences, WebhookStore webhooks, IWebhookBodies bodies, ProvisioningState state, AlertsMeter meter,
    IOptions<AlertsOptions> options, TimeProvider time, ILogger<AlertProvisioner> logger, AlertsLease? lease = null)
    : PeriodicService(options.Value.ProvisioningRefresh, time, lease)
{
    private const int MaxFiles = 100;
    private Dictionary<string, string?>? _applied;
    private IReadOnlyList<string> _others = [];

    protected override Task RunOnceAsync(CancellationToken cancellationToken) => RefreshAsync(cancellationToken);

    /// <summary>Reads the files and, when they are not as they were, does what they say. What fails is logged, counted and tried at the next time.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (options.Value.ProvisioningPath.Length == 0)
            {
                await ReleaseAsync(cancellationToken);
                return;
            }
            var files = await ReadAsync(cancellationToken);
            if (files is null)
            {
                return;
            }
            var known = await webhooks.ListAsync(cancellationToken);
            var names = new HashSet<string>(StringComparer.Ordinal);
            var read = files.ToDictionary(file => file.Key, file => ProvisionedFile.Read(file.Key, file.Value, options.Value.ProvisioningPath, bodies, names));
            // Webhooks are known by their names: one more may cure an error. And their secrets are in files of their own.
            var others = known.Select(webhook => $"{webhook.Id} {webhook.Name}").Order(StringComparer.Ordinal)
                .Concat(read.Values.SelectMany(file => file.Webhooks).SelectMany(webhook => webhook.Secrets.Append(webhook.Webhook.RoutingKey ?? "")).Select(Hash))
                .Concat(read.Values.SelectMany(file => file.Errors).Select(error => error.ToString())).ToList();
            if (_applied is { } applied && applied.Count == files.Count && files.All(file => applied.TryGetValue(file.Key, out var text) && text == file.Value) && others.SequenceEqual(_others))
            {
                return;
            }
            await ApplyAsync(read, known, cancellationToken);
            (_applied, _others) = (files, others);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            meter.ProvisioningFailures.Add(1);
            Log.Failed(logger, exception);
        }
    }

    /// <summary>What is kept to see a change need not be the secret.</summary>
    private static string Hash(string secret) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>By name; null when the folder cannot be taken as it is.</summary>
    private async Task<Dictionary<string, string?>?> ReadAsync(CancellationToken cancellationToken)
    {
        var folder = new DirectoryInfo(options.Value.ProvisioningPath);
        if (!folder.Exists)
        {
            Report([new ProvisioningError(folder.FullName, 0, 0, "There is no such folder.")]);
            _applied = null;
            return null;
        }
        var found = folder.EnumerateFiles().Where(file => file.Extension is ".yaml" or ".yml").Take(MaxFiles + 1).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        if (found.Count > MaxFiles)
        {
            Report([new ProvisioningError(folder.FullName, 0, 0, $"There are more than {MaxFiles} files in it.")]);
            _applied = null;
            return null;
        }
        var files = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var file in found)
        {
            files[file.Name] = file.Length > ProvisionedFile.MaxBytes ? null : await File.ReadAllTextAsync(file.FullName, cancellationToken);
        }
        return files;
    }

    private async Task ApplyAsync(Dictionary<string, ProvisionedFile> read, IReadOnlyList<Webhook> known, CancellationToken cancellationToken)
    {
        var own = read.Values.SelectMany(file => file.Webhooks).Select(webhook => webhook.Webhook).ToList();
        IReadOnlyList<Webhook> all = [.. own, .. known.Where(webhook => own.All(other => other.Id != webhook.Id))];
        foreach (var file in read.Values)
        {
            file.ReadRest(all);
        }
        var broken = read.Where(file => file.Value.Errors.Count > 0).Select(file => file.Key).ToHashSet();
        var good = read.Values.Where(file => file.Errors.Count == 0).ToList();

        // Before the rules that name them.
        var wantedWebhooks = good.SelectMany(file => file.Webhooks).ToDictionary(webhook => webhook.Webhook.Id);
        foreach (var (webhook, secrets) in wantedWebhooks.Values)
        {
            await webhooks.PutAsync(webhook, secrets, cancellationToken);
        }
        foreach (var webhook in known.Where(webhook => webhook.ProvisionedFrom.Length > 0 && !wantedWebhooks.ContainsKey(webhook.Id) && !broken.Contains(webhook.ProvisionedFrom)))
        {
            await webhooks.RemoveAsync(webhook.Id, cancellationToken);
        }

        var wantedRules = good.SelectMany(file => file.Rules).ToDictionary(rule => rule.Id);
        var storedRules = (await rules.ListAsync(cancellationToken)).Where(rule => rule.ProvisionedFrom.Length > 0).ToDictionary(rule => rule.Id);
        foreach (var rule in wantedRules.Values.Where(rule => storedRules.GetValueOrDefault(rule.Id) is not { } stored || !AlertRuleStore.SaysTheSame(rule, stored)))
        {
            await rules.PutAsync(rule, cancellationToken);
        }
        foreach (var rule in storedRules.Values.Where(rule => !wantedRules.ContainsKey(rule.Id) && !broken.Contains(rule.ProvisionedFrom)))
        {
            await rules.RemoveAsync(rule.Id, cancellationToken);
        }

        var wantedSilences = good.SelectMany(file => file.Silences).DistinctBy(silence => silence.Id).ToDictionary(silence => silence.Id);
        var storedSilences = (await silences.ListAsync(cancellationToken)).Where(silence => silence.ProvisionedFrom.Length > 0).ToDictionary(silence => silence.Id);
        foreach (var silence in wantedSilences.Values.Where(silence => storedSilences.GetValueOrDefault(silence.Id)?.ProvisionedFrom != silence.ProvisionedFrom))
        {
            await silences.PutAsync(silence, cancellationToken);
        }
        foreach (var silence in storedSilences.Values.Where(silence => !wantedSilences.ContainsKey(silence.Id) && !broken.Contains(silence.ProvisionedFrom)))
        {
            await silences.RemoveAsync(silence.Id, cancellationToken);
        }
        Report([.. read.Values.SelectMany(file => file.Errors)]);
        Log.Applied(logger, wantedWebhooks.Count, wantedRules.Count, wantedSilences.Count, read.Count);
    }

    /// <summary>Without a folder, what came from files is as if it had been made by hand.</summary>
    private async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_applied is not null)
        {
            return;
        }
        foreach (var rule in (await rules.ListAsync(cancellationToken)).Where(rule => rule.ProvisionedFrom.Length > 0))
        {
            await rules.PutAsync(rule with { ProvisionedFrom = "" }, cancellationToken);
        }
        foreach (var silence in (await silences.ListAsync(cancellationToken)).Where(silence => silence.ProvisionedFrom.Length > 0))
        {
            await silences.PutAsync(silence with { ProvisionedFrom = "" }, cancellationToken);
        }
        foreach (var webhook in (await webhooks.ListAsync(cancellationToken)).Where(webhook => webhook.ProvisionedFrom.Length > 0))
        {
            await webhooks.ReleaseAsync(webhook.Id, cancellationToken);
        }
        _applied = [];
    }

    private void Report(IReadOnlyList<ProvisioningError> errors)
    {
        if (errors.SequenceEqual(state.Errors))
        {
            return;
        }
        state.Errors = errors;
        foreach (var error in errors)
        {
            meter.ProvisioningFailures.Add(1);
            Log.Fault(logger, error);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Webhooks, rules and silences could not be taken from their files; the next time tries again.")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "{Error} What the file said before is kept.")]
        public static partial void Fault(ILogger logger, ProvisioningError error);

        [LoggerMessage(3, LogLevel.Information, "{Webhooks} webhooks, {Rules} rules and {Silences} silences are provisioned from {Files} files.")]
        public static partial void Applied(ILogger logger, int webhooks, int rules, int silences, int files);
    }
}
