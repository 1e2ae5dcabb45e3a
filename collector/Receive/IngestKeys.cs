using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Observe.Collector.Receive;

/// <summary>Tells whether a request shows one of the configured keys.</summary>
internal sealed class IngestKeys
{
    private const string Bearer = "Bearer ";
    private readonly byte[][] _hashes;

    public IngestKeys(CollectorOptions options) =>
        _hashes = [.. options.IngestKeys.Append(options.IngestKey).Where(key => key.Length > 0).Select(Hash)];

    /// <summary>Without any key everybody may send; the server then listens on the loopback only.</summary>
    public bool Allows(IHeaderDictionary headers)
    {
        if (_hashes.Length == 0)
        {
            return true;
        }
        var shown = Hash(Shown(headers));
        var allowed = false;
        foreach (var hash in _hashes)
        {
            // All are compared, each in constant time: the time taken tells nothing about any key.
            allowed |= CryptographicOperations.FixedTimeEquals(hash, shown);
        }
        return allowed;
    }

    private static string Shown(IHeaderDictionary headers)
    {
        var key = headers["x-api-key"].ToString();
        if (key.Length > 0)
        {
            return key;
        }
        var authorization = headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..].Trim() : "";
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
