using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Observe.Storage.Config;

/// <summary>
/// The stored keys in memory, so that a request is judged without asking ClickHouse. It is read again every few seconds; while storage
/// cannot be reached the last known list stays.
/// </summary>
public sealed class ApiKeyRing(ApiKeyStore store, TimeProvider time)
{
    /// <summary>When a key was used is stored at most this often.</summary>
    public static readonly TimeSpan UseInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new();
    private volatile IReadOnlyList<ApiKeyStore.Stored>? _read;

    /// <summary>False until storage has answered once: then nothing is known of the keys, least of all that there are none.</summary>
    public bool IsRead => _read is not null;

    private IReadOnlyList<ApiKeyStore.Stored> Keys => _read ?? [];

    /// <summary>True when some key opens this.</summary>
    public bool HasActive(string scope) => Keys.Any(stored => stored.Key.IsActive && stored.Key.Has(scope));

    /// <summary>The key that was shown, be it revoked; null when it is none of ours. All are compared, each in constant time.</summary>
    public ApiKey? Find(string shown)
    {
        if (!shown.StartsWith(ApiKeyStore.KeyPrefix, StringComparison.Ordinal))
        {
            return null;
        }
        var hash = ApiKeyStore.Hash(shown);
        ApiKey? found = null;
        foreach (var stored in Keys)
        {
            found = CryptographicOperations.FixedTimeEquals(stored.Hash, hash) ? stored.Key : found;
        }
        if (found is { IsActive: true })
        {
            _used[found.Id] = time.GetUtcNow();
        }
        return found;
    }

    /// <summary>Whether a key that was shown before still opens anything.</summary>
    public bool IsActive(string id) => Keys.Any(stored => stored.Key.Id == id && stored.Key.IsActive);

    /// <summary>Reads the keys, and stores when they were used last.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var keys = await store.ReadAsync(cancellationToken);
        _read = keys;
        foreach (var key in keys.Select(stored => stored.Key))
        {
            if (_used.TryGetValue(key.Id, out var used) && !(used - key.LastUsedAt < UseInterval))
            {
                await store.UsedAsync(key.Id, used, cancellationToken);
            }
        }
    }
}
