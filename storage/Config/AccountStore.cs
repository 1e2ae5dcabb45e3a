using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Observe.Storage.Config;

/// <summary>
/// The people who may sign in: one document each, under their name. An invitation is a token of 32 random bytes, stored as its SHA-256,
/// good once and for <see cref="InvitationKept"/>; whoever accepts it chooses the password.
/// </summary>
public sealed partial class AccountStore(IConfigDocuments documents, TimeProvider time, AccountRules? rules = null) : IDisposable
{
    public const int MaxNameLength = 64;
    public const int MaxAccounts = 1_000;
    public static readonly TimeSpan InvitationKept = TimeSpan.FromDays(2);

    // More signed-out sessions than this within a cookie's life end all of them.
    private const int MaxEndedSessions = 50;
    private readonly SemaphoreSlim _changing = new(1);

    /// <summary>Letters, digits and <c>. _ @ + -</c>: an address of mail, or a short name.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= MaxNameLength
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '@' or '+' or '-');

    public static string IdOf(string name) => name.ToLowerInvariant();

    public async Task<IReadOnlyList<Account>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync(cancellationToken)).Select(stored => stored.Account)];

    /// <summary>All accounts with what proves them, the disabled ones too.</summary>
    public async Task<IReadOnlyList<StoredAccount>> ReadAsync(CancellationToken cancellationToken) =>
        [.. (await documents.ListAsync(ConfigTable.Accounts, cancellationToken)).Select(Read)];

    public async Task<StoredAccount?> FindAsync(string name, CancellationToken cancellationToken) =>
        (IsName(name) || name.StartsWith(OfProvider)) && await documents.GetAsync(ConfigTable.Accounts, IdOf(name), cancellationToken) is { } document ? Read(document) : null;

    /// <summary>False where a provider of identities alone says who people are: nobody is invited then.</summary>
    public bool AreLocal => rules?.AreLocal != false;

    /// <returns>Null when there is an account of the name, or no room for another, or nobody is to have a password.</returns>
    public async Task<Invitation?> InviteAsync(string name, AccountRole role, CancellationToken cancellationToken)
    {
        var token = NewToken();
        var stored = StoredAccount.New(Fresh(name, role) with { InvitedUntil = time.GetUtcNow() + InvitationKept }) with { InvitationHash = Hash(token) };
        return AreLocal && await AddAsync(stored, cancellationToken) ? new Invitation(stored.Account, token) : null;
    }

    /// <summary>A new invitation for an account that is there: the former password and all its sessions end at once.</summary>
    /// <returns>Null when there is no such account, or a provider knows whose it is.</returns>
    public async Task<Invitation?> ResetAsync(string id, CancellationToken cancellationToken)
    {
        var token = NewToken();
        Account? account = null;
        await ChangeAsync(
            id,
            stored =>
            {
                if (stored.Account.IsOfProvider || !AreLocal)
                {
                    return null;
                }
                account = stored.Account with { InvitedUntil = time.GetUtcNow() + InvitationKept };
                return stored with { Account = account, PasswordHash = "", InvitationHash = Hash(token), Stamp = StoredAccount.NewStamp() };
            },
            cancellationToken);
        return account is null ? null : new Invitation(account, token);
    }

    /// <summary>The account that an open invitation is for; null for a token that is used, too old or none of ours.</summary>
    public async Task<Account?> InvitedAsync(string token, CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken)).FirstOrDefault(stored => IsOpenFor(stored, token))?.Account;

    /// <summary>Takes the password of somebody who was invited; the token is used up.</summary>
    /// <returns>Null when the token is used, too old or none of ours.</returns>
    public async Task<StoredAccount?> AcceptAsync(string token, string passwordHash, CancellationToken cancellationToken)
    {
        if (await InvitedAsync(token, cancellationToken) is not { } invited)
        {
            return null;
        }
        StoredAccount? accepted = null;
        await ChangeAsync(
            invited.Id,
            stored => accepted = !IsOpenFor(stored, token) ? null : stored with
            {
                Account = stored.Account with { HasPassword = true, InvitedUntil = null },
                PasswordHash = passwordHash,
                InvitationHash = [],
                Stamp = StoredAccount.NewStamp(),
            },
            cancellationToken);
        return accepted;
    }

    /// <summary>Another password of somebody who has one: all former sessions end.</summary>
    /// <param name="former">As it was read when the present password was compared.</param>
    /// <returns>Null when the account was changed meanwhile.</returns>
    public async Task<StoredAccount?> ChangePasswordAsync(StoredAccount former, string passwordHash, CancellationToken cancellationToken)
    {
        StoredAccount? changed = null;
        await ChangeAsync(
            former.Account.Id,
            stored => changed = stored.PasswordHash != former.PasswordHash || stored.Account.DisabledAt is not null
                ? null
                : stored with { PasswordHash = passwordHash, Stamp = StoredAccount.NewStamp() },
            cancellationToken);
        return changed;
    }

    /// <summary>Adds one that can sign in at once.</summary>
    /// <returns>False when there is an account of the name.</returns>
    public Task<bool> AddAsync(string name, AccountRole role, string passwordHash, CancellationToken cancellationToken) => AddAsync(
        StoredAccount.New(Fresh(name, role) with { HasPassword = true }) with { PasswordHash = passwordHash }, cancellationToken);

    /// <summary>Another role, or the end or the return of one; what it means is new for every open session, so they end.</summary>
    public async Task<AccountChange> ChangeAsync(string id, AccountRole role, bool isDisabled, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            var all = await ReadAsync(cancellationToken);
            if (all.FirstOrDefault(stored => stored.Account.Id == id)?.Account is not { } account)
            {
                return AccountChange.NotFound;
            }
            if (account.IsOfProvider && role != account.Role)
            {
                return AccountChange.OfProvider;
            }
            var staysAdmin = role == AccountRole.Admin && !isDisabled;
            if (IsAdmin(account) && !staysAdmin && !all.Any(other => other.Account.Id != id && IsAdmin(other.Account)))
            {
                return AccountChange.LastAdmin;
            }
            await ChangeAsync(
                id,
                stored => stored.Account.Role == role && stored.Account.DisabledAt is null != isDisabled ? null : stored with
                {
                    Account = stored.Account with { Role = role, DisabledAt = isDisabled ? stored.Account.DisabledAt ?? time.GetUtcNow() : null },
                    Stamp = StoredAccount.NewStamp(),
                },
                cancellationToken);
            return AccountChange.Done;
        }
        finally
        {
            _changing.Release();
        }
    }

    public Task SignedInAsync(string id, CancellationToken cancellationToken) => ChangeAsync(
        id, stored => stored with { Account = stored.Account with { LastSignInAt = time.GetUtcNow() } }, cancellationToken);

    /// <summary>The session is signed out: its cookie opens nothing any more, here and in other processes.</summary>
    /// <param name="until">When the cookie ends by itself.</param>
    public Task EndSessionAsync(string id, string session, DateTimeOffset until, CancellationToken cancellationToken) => ChangeAsync(
        id,
        stored =>
        {
            EndedSession[] ended = [.. stored.EndedSessions.Where(old => old.Until > time.GetUtcNow() && old.Id != session), new EndedSession(session, until)];
            return ended.Length > MaxEndedSessions
                ? stored with { EndedSessions = [], Stamp = StoredAccount.NewStamp() }
                : stored with { EndedSessions = ended };
        },
        cancellationToken);

    public void Dispose() => _changing.Dispose();

    /// <summary>Whether somebody can administer with it now.</summary>
    internal static bool IsAdmin(Account account) => account is { Role: AccountRole.Admin, IsActive: true };

    private static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private Account Fresh(string name, AccountRole role) => new() { Id = IdOf(name), Name = name, Role = role, CreatedAt = time.GetUtcNow() };

    private bool IsOpenFor(StoredAccount stored, string token) =>
        AreLocal && CryptographicOperations.FixedTimeEquals(stored.InvitationHash, Hash(token))
        && stored.Account.InvitedUntil > time.GetUtcNow() && stored.Account.DisabledAt is null;

    private async Task<bool> AddAsync(StoredAccount stored, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            var all = await ListAsync(cancellationToken);
            if (all.Count >= MaxAccounts || stored.Account.Id == rules?.ReservedId || all.Any(account => account.Id == stored.Account.Id || IdOf(account.Name) == stored.Account.Id))
            {
                return false;
            }
            await documents.AddAsync(ConfigTable.Accounts, stored.Account.Id, Write(stored), cancellationToken);
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <param name="change">Null when nothing is to be changed.</param>
    private async Task ChangeAsync(string id, Func<StoredAccount, StoredAccount?> change, CancellationToken cancellationToken)
    {
        while (await documents.GetAsync(ConfigTable.Accounts, id, cancellationToken) is { } document
            && change(Read(document)) is { } changed)
        {
            // Another process may have been faster: then once more with what it wrote.
            var result = await documents.ReplaceAsync(ConfigTable.Accounts, id, Write(changed), document.Version, cancellationToken);
            if (result.Status == SaveStatus.Saved)
            {
                return;
            }
        }
    }

    private static string Write(StoredAccount stored) => JsonSerializer.Serialize(stored, ConfigJson.Options);

    private static StoredAccount Read(ConfigDocument document) => JsonSerializer.Deserialize<StoredAccount>(document.Body, ConfigJson.Options)!;
}
