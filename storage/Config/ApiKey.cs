namespace Observe.Storage.Config;

/// <summary>A key of a sender or a program, without the key itself: only its hash is stored.</summary>
public sealed record ApiKey
{
    /// <summary>Empty until it is saved.</summary>
    public string Id { get; init; } = "";

    public required string Name { get; init; }

    /// <summary>Of <see cref="ApiKeyScopes"/>.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The first characters of the key, by which people tell it from others.</summary>
    public string Prefix { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>To the minute; null for never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public bool IsActive => RevokedAt is null;

    public bool Has(string scope) => Scopes.Contains(scope, StringComparer.Ordinal);
}

/// <param name="Secret">The key in plain text, <c>obs_...</c>; answered once, never again.</param>
public sealed record CreatedApiKey(ApiKey Key, string Secret);

/// <summary>What a key opens.</summary>
public static class ApiKeyScopes
{
    /// <summary>Sends telemetry.</summary>
    public const string Ingest = "ingest";

    /// <summary>Reads the API.</summary>
    public const string Read = "read";

    /// <summary>Reads and changes through the API.</summary>
    public const string Admin = "admin";

    public static IReadOnlyList<string> All { get; } = [Ingest, Read, Admin];
}
