using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Observe.Storage.Config;

/// <summary>
/// The keys of senders and programs. A key is made here from 32 random bytes and answered once; what is stored is its SHA-256, which for
/// so much chance needs neither salt nor slowness. Of each name two may be active, so that one can be changed without a gap.
/// </summary>
public sealed class ApiKeyStore(IConfigDocuments documents, TimeProvider time) : IDisposable
{
    public const string KeyPrefix = "obs_";
    public const int ActivePerName = 2;
    public const int MaxNameLength = 100;
    private const int KeyBytes = 32;
    private const int ShownCharacters = 8;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    // 62^43 is the first power of 62 beyond 2^256.
    private const int KeyCharacters = 43;
    private readonly SemaphoreSlim _adding = new(1);

    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync(cancellationToken)).Select(stored => stored.Key)];

    /// <returns>Null when two keys of the name are active already.</returns>
    public async Task<CreatedApiKey?> AddAsync(string name, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        await _adding.WaitAsync(cancellationToken);
        try
        {
            var active = (await ListAsync(cancellationToken)).Count(key => key.IsActive && key.Name == name);
            if (active >= ActivePerName)
            {
                return null;
            }
            var secret = KeyPrefix + Random();
            var key = new ApiKey
            {
                Id = ConfigId.New(),
                Name = name,
                Scopes = scopes,
                Prefix = secret[..(KeyPrefix.Length + ShownCharacters)],
                CreatedAt = time.GetUtcNow(),
            };
            await documents.AddAsync(ConfigTable.ApiKeys, key.Id, Write(new Stored(key, Hash(secret))), cancellationToken);
            return new CreatedApiKey(key, secret);
        }
        finally
        {
            _adding.Release();
        }
    }

    /// <summary>The key opens nothing from now on; that there was one stays to be seen.</summary>
    public Task<bool> RevokeAsync(string id, CancellationToken cancellationToken) => ChangeAsync(
        id, key => key.IsActive ? key with { RevokedAt = time.GetUtcNow() } : null, cancellationToken);

    public Task<bool> UsedAsync(string id, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(id, key => key.LastUsedAt is null || key.LastUsedAt < at ? key with { LastUsedAt = at } : null, cancellationToken);

    public void Dispose() => _adding.Dispose();

    /// <summary>All keys with their hashes, the revoked ones too.</summary>
    internal async Task<IReadOnlyList<Stored>> ReadAsync(CancellationToken cancellationToken) =>
        [.. (await documents.ListAsync(ConfigTable.ApiKeys, cancellationToken)).Select(Read)];

    internal static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <param name="change">Null when nothing is to be changed.</param>
    private async Task<bool> ChangeAsync(string id, Func<ApiKey, ApiKey?> change, CancellationToken cancellationToken)
    {
        while (await documents.GetAsync(ConfigTable.ApiKeys, id, cancellationToken) is { } document)
        {
            var stored = Read(document);
            if (change(stored.Key) is not { } changed)
            {
                return true;
            }
            var body = Write(stored with { Key = changed });
            var result = await documents.ReplaceAsync(ConfigTable.ApiKeys, id, body, document.Version, cancellationToken);
            if (result.Status == SaveStatus.Saved)
            {
                return true;
            }
        }
        return false;
    }

    private static string Random()
    {
        var number = new System.Numerics.BigInteger(RandomNumberGenerator.GetBytes(KeyBytes), isUnsigned: true);
        Span<char> text = stackalloc char[KeyCharacters];
        for (var i = text.Length - 1; i >= 0; i--)
        {
            number = System.Numerics.BigInteger.DivRem(number, Base62.Length, out var digit);
            text[i] = Base62[(int)digit];
        }
        return new string(text);
    }

    private static string Write(Stored stored) => JsonSerializer.Serialize(stored, ConfigJson.Options);

    private static Stored Read(ConfigDocument document) => JsonSerializer.Deserialize<Stored>(document.Body, ConfigJson.Options)!;

    internal sealed record Stored(ApiKey Key, byte[] Hash);
}
