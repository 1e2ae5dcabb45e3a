namespace Observe.Storage.Config;

/// <summary>
/// The accounts in memory, so that a session is judged without asking ClickHouse. They are read again every few seconds and after each change that
/// is made here; while storage cannot be reached the last known list stays.
/// </summary>
public sealed class AccountRing(AccountStore store)
{
    private volatile IReadOnlyDictionary<string, StoredAccount>? _accounts;

    /// <summary>After each reading.</summary>
    public event Action? Refreshed;

    /// <summary>False until storage has answered once: then nothing is known, least of all that there is no account.</summary>
    public bool IsRead => _accounts is not null;

    /// <summary>Somebody can sign in and administer.</summary>
    public bool HasAdmin => _accounts?.Values.Any(stored => AccountStore.IsAdmin(stored.Account)) == true;

    public StoredAccount? Find(string id) => _accounts?.GetValueOrDefault(id);

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        _accounts = (await store.ReadAsync(cancellationToken)).ToDictionary(stored => stored.Account.Id);
        Refreshed?.Invoke();
    }
}
