namespace Observe.Storage.Config;

/// <summary>What API and pages say of accounts in the same words.</summary>
public static class AccountText
{
    public const string LastAdmin = "This is the last admin: nobody could let others in any more. Make another one first.";

    public const string OfProvider = "The provider of identities says the role of this account: it is changed there.";

    public const string NotLocal = "Whoever the provider of identities lets in may come; there are no other accounts (Observe:Security:LocalAccounts).";

    public static string NameRule { get; } = $"A name has 1 to {AccountStore.MaxNameLength} letters, digits and . _ @ + - characters.";

    /// <summary>What somebody became, for the audit.</summary>
    public static string Change(AccountRole role, bool isDisabled) => isDisabled ? $"{role.Name()}, disabled" : role.Name();

    /// <summary>Where the server answers an invitation.</summary>
    public static string InvitationPath(Invitation invitation) => "/invitation?token=" + invitation.Token;
}
