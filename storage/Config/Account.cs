namespace Observe.Storage.Config;

/// <summary>Somebody who may sign in, without what proves it.</summary>
public sealed record Account
{
    /// <summary>The name in lower case: two names that differ in case only are one account. Of somebody whom a provider knows, derived of what it calls them.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }
    public required AccountRole Role { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null for one that may sign in.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    public DateTimeOffset? LastSignInAt { get; init; }

    /// <summary>Until then the invitation that was given last can be accepted; null for none.</summary>
    public DateTimeOffset? InvitedUntil { get; init; }

    /// <summary>False until the first invitation was accepted. After a reset it stays true: an admin who is to choose another password is one still.</summary>
    public bool HasPassword { get; init; }

    /// <summary>A provider of identities says who it is, and which role they have; there is no password.</summary>
    public bool IsOfProvider { get; init; }

    /// <summary>It is one that counts: disabled by nobody, and not merely invited.</summary>
    public bool IsActive => DisabledAt is null && (HasPassword || IsOfProvider);
}

/// <param name="Token">In plain text; answered once, accepted once.</param>
public sealed record Invitation(Account Account, string Token);

/// <summary>How a change of an account ended.</summary>
public enum AccountChange
{
    Done,
    NotFound,

    /// <summary>Nobody could administer any more, and on loopback the pages would be open.</summary>
    LastAdmin,

    /// <summary>A provider of identities says the role.</summary>
    OfProvider,
}
