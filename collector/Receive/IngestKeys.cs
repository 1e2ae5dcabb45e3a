using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Observe.Storage.Config;

namespace Observe.Collector.Receive;

/// <summary>What the key of a request opens.</summary>
internal enum KeyCheck
{
    Allowed,

    /// <summary>No key, or none that is valid.</summary>
    Unknown,

    /// <summary>A valid key that is not for sending.</summary>
    WrongScope,
}

/// <summary>Tells whether a request shows one of the configured or stored keys, or that of this process's own senders.</summary>
internal sealed class IngestKeys
{
    private const string Bearer = "Bearer ";
    private readonly byte[][] _hashes;
    private readonly bool _areConfigured;
    private readonly ApiKeyRing? _ring;
    private readonly bool _isLoopback;

    public IngestKeys(CollectorOptions options, ApiKeyRing? ring, OwnSenderKey? own)
    {
        string[] configured = [.. options.IngestKeys.Append(options.IngestKey).Where(key => !string.IsNullOrWhiteSpace(key))];
        _hashes = [.. (own is null ? configured : configured.Append(own.Value)).Select(Hash)];
        _areConfigured = configured.Length > 0;
        _ring = ring;
        _isLoopback = new[] { options.GrpcUrl, options.HttpUrl }.All(
            url => ListenAddress.TryParse(url, out var endPoint) && System.Net.IPAddress.IsLoopback(endPoint.Address));
    }

    public KeyCheck Check(IHeaderDictionary headers)
    {
        var shown = Shown(headers);
        if (IsConfigured(shown))
        {
            return KeyCheck.Allowed;
        }
        return _ring?.Find(shown) switch
        {
            { IsActive: true } key => key.Has(ApiKeyScopes.Ingest) ? KeyCheck.Allowed : KeyCheck.WrongScope,
            { } => KeyCheck.Unknown,
            null => IsOpen ? KeyCheck.Allowed : KeyCheck.Unknown,
        };
    }

    /// <summary>True when others can reach the collector and there is no key yet that they could show.</summary>
    public bool RefuseEverybody => !_isLoopback && !HasAny;

    /// <summary>Without any key everybody on this machine may send, and nobody else. A list that was never read is not an empty one.</summary>
    private bool IsOpen => _isLoopback && !HasAny && (_ring is null or { IsRead: true });

    private bool HasAny => _areConfigured || _ring?.HasActive(ApiKeyScopes.Ingest) == true;

    private bool IsConfigured(string shown)
    {
        var hashOfShown = Hash(shown);
        var allowed = false;
        foreach (var hash in _hashes)
        {
            // All are compared, each in constant time: the time taken tells nothing about any key.
            allowed |= CryptographicOperations.FixedTimeEquals(hash, hashOfShown);
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
