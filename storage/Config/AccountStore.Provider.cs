using System.Security.Cryptography;
using System.Text;

namespace Observe.Storage.Config;

/// <summary>People whom a provider of identities knows. They have no password here, and the provider says their role.</summary>
public sealed partial class AccountStore
{
    // No name has it: whoever is invited can never get the id of somebody whom a provider knows.
    private const char OfProvider = '~';

    // Room for what tells two of one name apart.
    private const int MaxArrivedName = MaxNameLength - 8;

    /// <summary>Somebody comes from the provider: added the first time, with the role it says each time. Another role than before ends the former sessions.</summary>
    /// <param name="subject">Who it is to the issuer, for ever; the name is what others see, and stays that of the first time.</param>
    /// <returns>Null when the account is disabled here, or there is no room for another.</returns>
    public async Task<StoredAccount?> ArriveAsync(string issuer, string subject, string name, AccountRole role, CancellationToken cancellationToken)
    {
        var id = OfProvider + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer.Length}:{issuer}{subject}")))[..32];
        await _changing.WaitAsync(cancellationToken);
        try
        {
            var all = await ListAsync(cancellationToken);
            if (!all.Any(account => account.Id == id))
            {
                return all.Count >= MaxAccounts ? null : await AddArrivedAsync(id, FreeName(name, id, all), role, cancellationToken);
            }
            StoredAccount? arrived = null;
            await ChangeAsync(
                id,
                stored => arrived = stored.Account.DisabledAt is not null ? null : stored with
                {
                    Account = stored.Account with { Role = role, LastSignInAt = time.GetUtcNow() },
                    Stamp = stored.Account.Role == role ? stored.Stamp : StoredAccount.NewStamp(),
                },
                cancellationToken);
            return arrived;
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task<StoredAccount> AddArrivedAsync(string id, string name, AccountRole role, CancellationToken cancellationToken)
    {
        var stored = StoredAccount.New(Fresh(name, role) with { Id = id, IsOfProvider = true, LastSignInAt = time.GetUtcNow() });
        await documents.AddAsync(ConfigTable.Accounts, id, Write(stored), cancellationToken);
        return stored;
    }

    /// <summary>The name in our letters. Where somebody else has it, it says that it is not theirs: the audit must tell them apart.</summary>
    private string FreeName(string wanted, string id, IReadOnlyList<Account> all)
    {
        var name = string.Concat(wanted.Take(MaxArrivedName).Select(letter => IsName(letter.ToString()) ? letter : '-'));
        name = name.Length == 0 ? "user" : name;
        return IdOf(name) == rules?.ReservedId || all.Any(account => IdOf(account.Name) == IdOf(name)) ? $"{name}+{id[1..7]}" : name;
    }
}
