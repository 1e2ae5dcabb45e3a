using Observe.Storage.Search;

namespace Observe.Storage.Config;

/// <summary>What a saved search has to be, told of each field.</summary>
public static class SavedSearchValidator
{
    public static IEnumerable<FieldError> Validate(SavedSearch search)
    {
        foreach (var error in ValidateName(search.Name))
        {
            yield return error;
        }
        if (search.Search.Length == 0 && search.From.Length == 0)
        {
            yield return new FieldError("search", "A search or a range is needed.");
        }
        else if (SearchParser.Parse(search.Search).Error is { } error)
        {
            yield return new FieldError("search", $"{error.Message} (at character {error.Position + 1})");
        }
        if (search.From.Length > SavedSearch.MaxRangeLength)
        {
            yield return new FieldError("from", $"At most {SavedSearch.MaxRangeLength} characters, like now-6h.");
        }
        if (search.To.Length > SavedSearch.MaxRangeLength)
        {
            yield return new FieldError("to", $"At most {SavedSearch.MaxRangeLength} characters.");
        }
    }

    public static IEnumerable<FieldError> ValidateName(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > SavedSearch.MaxNameLength || name.Any(char.IsControl))
        {
            yield return new FieldError("name", $"A name of 1 to {SavedSearch.MaxNameLength} characters is needed, without control characters.");
        }
    }
}
