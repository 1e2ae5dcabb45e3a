using System.Security.Cryptography;
using System.Text;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>
/// The set-up of a server that others can reach and nobody can administer: one link with a token that only this process's console shows. It is
/// good until there is an admin, and makes one.
/// </summary>
public sealed class SetUp(AccessState access, AccountStore accounts, AccountRing ring, ApiKeyStore keys, ApiKeyRing keyRing) : IDisposable
{
    public const string KeyName = "first";
    private readonly SemaphoreSlim _finishing = new(1);

    /// <summary>Shown on the console, and nowhere else.</summary>
    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public bool IsFor(string token) => access.IsSetUp
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(token)), SHA256.HashData(Encoding.UTF8.GetBytes(Token)));

    /// <summary>Makes the first admin, and the first key of senders if there is none.</summary>
    /// <returns>Null when the link is not, or no longer, good.</returns>
    public async Task<SetUpResult?> FinishAsync(string token, string name, string password, CancellationToken cancellationToken)
    {
        await _finishing.WaitAsync(cancellationToken);
        try
        {
            if (!IsFor(token) || !await accounts.AddAsync(name, AccountRole.Admin, PasswordHash.Of(password), cancellationToken))
            {
                return null;
            }
            await accounts.SignedInAsync(AccountStore.IdOf(name), cancellationToken);
            await ring.RefreshAsync(cancellationToken);
            var key = keyRing.HasActive(ApiKeyScopes.Ingest) ? null : await keys.AddAsync(KeyName, [ApiKeyScopes.Ingest], cancellationToken);
            await keyRing.RefreshAsync(cancellationToken);
            return ring.Find(AccountStore.IdOf(name)) is { } admin ? new SetUpResult(admin, key?.Secret) : null;
        }
        finally
        {
            _finishing.Release();
        }
    }

    public void Dispose() => _finishing.Dispose();
}

/// <param name="Key">In plain text, shown once; null when there was one already.</param>
public sealed record SetUpResult(StoredAccount Admin, string? Key);
