using Microsoft.Extensions.Options;
using Observe.Server.Security;
using Observe.Storage.Engine;

namespace Observe.Server;

/// <summary>What only the whole configuration can tell: addresses that can be bound, and the engine has one owner.</summary>
public sealed class ServerOptionsValidator(
    IConfiguration configuration, IOptions<SecurityOptions> security, IOptions<StorageOptions> storage)
    : IValidateOptions<ServerOptions>
{
    private static readonly RoleSet CollectorOnly = new(Collector: true, UI: false, Api: false, Alerts: false);

    public ValidateOptionsResult Validate(string? name, ServerOptions options)
    {
        var failures = Failures(options).ToArray();
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> Failures(ServerOptions options)
    {
        if (!RoleSet.TryParse(options.Roles, out var roles, out var unknown))
        {
            yield return $"{ServerOptions.Section}:Roles takes {RoleSet.AllNames}"
                + (unknown.Length == 0 ? "; it is empty." : $", not \"{unknown}\".");
            yield break;
        }
        if (!roles.IsAll && storage.Value.IsEmbedded)
        {
            yield return $"Roles \"{options.Roles}\" need a ClickHouse server: the embedded engine belongs to one process that does "
                + $"everything. Set {StorageOptions.Section}:ServerUrl, or leave --roles out.";
        }
        if (!roles.IsAll && roles != CollectorOnly && security.Value.MasterKey.Length == 0)
        {
            yield return $"Roles \"{options.Roles}\" need {SecurityOptions.Section}:MasterKey, the same in each process: what one protects with it "
                + "(sessions, secrets of webhooks) another one must be able to read.";
        }
        foreach (var (key, url) in Addresses(configuration, options, roles))
        {
            if (!ListenAddress.IsValid(url))
            {
                yield return $"{key} must be an address like http://127.0.0.1:8080, not \"{url}\".";
            }
        }
    }

    /// <summary>Those that this process binds, as far as they are configured.</summary>
    internal static IEnumerable<(string Key, string Url)> Addresses(IConfiguration configuration, ServerOptions options, RoleSet roles)
    {
        yield return ($"{ServerOptions.Section}:Url", options.Url);
        foreach (var key in roles.Collector ? (string[])["Observe:Collector:GrpcUrl", "Observe:Collector:HttpUrl"] : [])
        {
            if (configuration[key] is { } url)
            {
                yield return (key, url);
            }
        }
    }
}
