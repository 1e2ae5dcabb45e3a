using System.Security.Cryptography;

namespace Observe.Storage.Config;

/// <summary>Ids of rules and webhooks: 16 random hexadecimal characters.</summary>
internal static class ConfigId
{
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}
