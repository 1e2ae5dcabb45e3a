using System.Security.Cryptography;

namespace Observe.Storage.Config;

/// <summary>An account as it is stored.</summary>
/// <param name="PasswordHash">As whoever checks passwords wrote it; empty before the first invitation was accepted.</param>
/// <param name="InvitationHash">SHA-256 of the token of the open invitation; empty for none.</param>
/// <param name="Stamp">Stands in each session: another one ends them all.</param>
/// <param name="EndedSessions">Sessions that were signed out and whose cookies would still be good.</param>
public sealed record StoredAccount(
    Account Account, string PasswordHash, byte[] InvitationHash, string Stamp, IReadOnlyList<EndedSession> EndedSessions)
{
    public static StoredAccount New(Account account) => new(account, "", [], NewStamp(), []);

    public static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public bool HasEnded(string session) => EndedSessions.Any(ended => ended.Id == session);
}

/// <param name="Until">When its cookie would have ended by itself.</param>
public sealed record EndedSession(string Id, DateTimeOffset Until);
