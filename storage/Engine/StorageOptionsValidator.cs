using Microsoft.Extensions.Options;
using Observe.Storage.Backup;
using Observe.Storage.Retention;

namespace Observe.Storage.Engine;

/// <summary>What the annotations of <see cref="StorageOptions"/> cannot say.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var failures = Failures(options).ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(StorageOptions options)
    {
        if (!options.IsEmbedded && !IsHttp(options.ServerUrl, out _))
        {
            yield return $"{StorageOptions.Section}:ServerUrl must be an address like http://host:8123, not \"{options.ServerUrl}\".";
        }
        if (options.ServerCertificateAuthorityFile is { Length: > 0 } file && !File.Exists(file))
        {
            yield return $"{StorageOptions.Section}:ServerCertificateAuthorityFile: there is no file {file}.";
        }
        if (options.Cluster.Length > 0 && options.IsEmbedded)
        {
            yield return $"{StorageOptions.Section}:Cluster needs a ClickHouse server: set {StorageOptions.Section}:ServerUrl, too.";
        }
        if (options.RestoreFrom.Length > 0)
        {
            if (!options.IsEmbedded)
            {
                yield return $"{StorageOptions.Section}:RestoreFrom is for the embedded engine; a ClickHouse server restores its own backups.";
            }
            else if (EmbeddedBackup.Complaint(options.RestoreFrom) is { Length: > 0 } complaint)
            {
                yield return $"{StorageOptions.Section}:RestoreFrom: {complaint}";
            }
        }
        foreach (var (name, days) in Days(options.Retention).Where(item => item.Days is < 1 or > RetentionOptions.MostDays))
        {
            yield return $"{RetentionOptions.Section}:{name} must be 1 to {RetentionOptions.MostDays} days, not {days}.";
        }
        if (options.HttpUrl.Length == 0)
        {
            yield break;
        }
        if (!options.IsEmbedded)
        {
            yield return $"{StorageOptions.Section}:HttpUrl is for the embedded engine; a ClickHouse server has its own address.";
        }
        if (!IsHttp(options.HttpUrl, out var url) || url is not { Scheme: "http", IsLoopback: true })
        {
            yield return $"{StorageOptions.Section}:HttpUrl must be a loopback address like http://127.0.0.1:8123, not \"{options.HttpUrl}\".";
        }
        if (options.HttpUser.Length == 0 != (options.HttpPassword.Length == 0))
        {
            yield return $"{StorageOptions.Section}: HttpUser and HttpPassword go together.";
        }
    }

    private static IEnumerable<(string Name, int? Days)> Days(RetentionOptions options) =>
    [
        (nameof(options.Traces), options.Traces),
        (nameof(options.Logs), options.Logs),
        (nameof(options.Metrics), options.Metrics),
        (nameof(options.Invocations), options.Invocations),
        (nameof(options.Audit), options.Audit),
    ];

    private static bool IsHttp(string text, out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url) && url.Scheme is "http" or "https";
}
