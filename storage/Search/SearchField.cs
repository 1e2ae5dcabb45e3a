namespace Observe.Storage.Search;

/// <summary>Where a field is looked for when its name does not tell.</summary>
public enum SearchScope
{
    /// <summary>A built-in field when the name is one, else the record's own attribute or hot resource column.</summary>
    Any,
    Resource,
    Record,
    Event,
    Scope,
}

/// <summary>A name in a search. A name in backticks is always an attribute, never a built-in field.</summary>
public sealed record SearchField(string Name, SearchScope Scope = SearchScope.Any, bool Quoted = false)
{
    internal static readonly IReadOnlyDictionary<string, SearchScope> Prefixes = new Dictionary<string, SearchScope>(StringComparer.Ordinal)
    {
        ["resource."] = SearchScope.Resource,
        ["span."] = SearchScope.Record,
        ["log."] = SearchScope.Record,
        ["event."] = SearchScope.Event,
        ["scope."] = SearchScope.Scope,
    };

    /// <summary>Reads a bare name with its prefix.</summary>
    public static SearchField Of(string bare)
    {
        var prefix = Prefixes.Keys.FirstOrDefault(item => bare.StartsWith(item, StringComparison.Ordinal) && bare.Length > item.Length);
        // What prints in backticks is quoted from the start, so that its text parses to the same field.
        var isOdd = !SearchQuoting.IsBareField(bare);
        return prefix is null
            ? new SearchField(bare, SearchScope.Any, isOdd)
            : new SearchField(bare[prefix.Length..], Prefixes[prefix], isOdd);
    }

    /// <summary>Reads a name in backticks, which may have a prefix before them.</summary>
    internal static SearchField OfQuoted(SearchToken token, string text)
    {
        var prefix = Prefixes.Keys.FirstOrDefault(item => text.AsSpan(token.Start).StartsWith(item, StringComparison.Ordinal));
        return prefix is null
            ? new SearchField(token.Value, SearchScope.Any, true)
            : new SearchField(token.Value[prefix.Length..], Prefixes[prefix], true);
    }

    public override string ToString()
    {
        var prefix = Scope switch
        {
            SearchScope.Resource => "resource.",
            SearchScope.Record => "span.",
            SearchScope.Event => "event.",
            SearchScope.Scope => "scope.",
            _ => "",
        };
        return prefix + (Quoted || !SearchQuoting.IsBareField(prefix + Name) ? SearchQuoting.QuoteField(Name) : Name);
    }
}
