using Observe.Storage.Search;

namespace Observe.Storage.Config;

/// <summary>A search under a name: of one person, or of everybody who uses this server.</summary>
public sealed record SavedSearch
{
    public const int MaxNameLength = 100;
    public const int MaxRangeLength = 64;

    /// <summary>Empty until it is saved.</summary>
    public string Id { get; init; } = "";

    public required string Name { get; init; }

    /// <summary>What it looks for.</summary>
    public required SearchTarget Signal { get; init; }

    /// <summary>In the search language; it may be empty when a range is kept.</summary>
    public required string Search { get; init; }

    /// <summary>The range as addresses write it, as <c>now-6h</c>; empty for whatever range is shown.</summary>
    public string From { get; init; } = "";

    /// <summary>Empty for now.</summary>
    public string To { get; init; } = "";

    /// <summary>Whose it is, as <see cref="SearchOwner.Id"/>; empty for everybody's.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Empty where nobody signs in.</summary>
    public string CreatedBy { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public bool IsShared => Owner.Length == 0;
}
