using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>Everybody who may sign in with a password: the options' administrator, if there is one, and the accounts.</summary>
public sealed class People(AdministratorOption option, AccountStore accounts, AccountRing ring, IOptions<SecurityOptions> options)
{
    private const int MaxRemembered = 1_000;
    private readonly byte[] _callKey = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, StoredAccount> _remembered = new();

    /// <summary>The slow comparison; null for a wrong pair. For a name that nobody has it takes as long.</summary>
    public async Task<ClaimsPrincipal?> SignInAsync(string user, string password, string scheme, CancellationToken cancellationToken)
    {
        if (password.Length > PasswordHash.MaxLength)
        {
            return null;
        }
        // Also asked for the administrator's name: the time of an answer is to tell nobody whose name it was.
        var stored = await accounts.FindAsync(user, cancellationToken);
        if (option.Administrator is { } administrator && user == administrator.User)
        {
            return administrator.Matches(user, password) ? SessionClaims.Of(administrator, scheme) : null;
        }
        if (!PasswordHash.Matches(password, stored?.PasswordHash ?? "") || stored is not { Account: { IsActive: true, IsOfProvider: false } } || !options.Value.LocalAccounts)
        {
            return null;
        }
        if (scheme == BasicScheme.Name)
        {
            Remember(Digest(user, password), stored);
        }
        return SessionClaims.Of(stored, scheme);
    }

    /// <summary>The quick comparison for programs, which send the same pair with each call; null when it was not right before.</summary>
    public ClaimsPrincipal? SignInAgain(string user, string password, string scheme)
    {
        if (option.Administrator is { } administrator && administrator.MatchesAgain(user, password))
        {
            return SessionClaims.Of(administrator, scheme);
        }
        return _remembered.TryGetValue(Digest(user, password), out var before) && ring.Find(before.Account.Id) is { Account.IsActive: true } now
            && now.Stamp == before.Stamp
                ? SessionClaims.Of(now, scheme)
                : null;
    }

    private void Remember(string digest, StoredAccount stored)
    {
        if (_remembered.Count >= MaxRemembered)
        {
            _remembered.Clear();
        }
        _remembered[digest] = stored;
    }

    private string Digest(string user, string password) =>
        Convert.ToHexString(HMACSHA256.HashData(_callKey, Encoding.UTF8.GetBytes($"{user.Length}:{user}{password}")));
}

/// <param name="Administrator">The one of the options; null for none.</param>
public sealed record AdministratorOption(Administrator? Administrator);
