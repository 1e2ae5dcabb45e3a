using Observe.Storage.Engine;

namespace Observe.Storage.Search;

/// <summary>Compiles a search to one boolean SQL expression; every value and key of it is a parameter.</summary>
public static class SearchSql
{
    public static string Compile(SearchExpression expression, SearchTarget target, SqlParameters parameters) =>
        throw new NotImplementedException();
}
