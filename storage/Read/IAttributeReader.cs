using Observe.Storage.Search;

namespace Observe.Storage.Read;

/// <summary>Reads what a search can be completed with: the names of attributes and values that they have had.</summary>
public interface IAttributeReader
{
    /// <summary>Names that begin so, whatever the case, in alphabetical order.</summary>
    Task<IReadOnlyList<AttributeName>> NamesAsync(AttributeNamesQuery query, CancellationToken cancellationToken);

    /// <summary>Values of a field that begin so, whatever the case: numbers by size, texts in alphabetical order.</summary>
    Task<IReadOnlyList<string>> ValuesAsync(AttributeValuesQuery query, CancellationToken cancellationToken);
}

/// <param name="Range">Whole days are looked at.</param>
/// <param name="Target">Whose attributes; null for those of spans and of logs.</param>
/// <param name="Prefix">The beginning of a name, which may have a prefix of the search language (<c>resource.</c>).</param>
public sealed record AttributeNamesQuery(TimeRange Range, SearchTarget? Target, string Prefix, int Limit = 50);

/// <param name="Field">An attribute, or a built-in field whose values are texts.</param>
/// <param name="Prefix">The beginning of a value.</param>
public sealed record AttributeValuesQuery(TimeRange Range, SearchTarget? Target, SearchField Field, string Prefix, int Limit = 50);

/// <param name="Field">The attribute as a search names it.</param>
/// <param name="Scope">Where it was seen: resource, span, event, scope or log.</param>
public sealed record AttributeName(SearchField Field, string Scope);
