using System.Data.Common;
using Observe.Storage.Engine;

namespace Observe.Storage.Read;

/// <summary>Rows of a series, of which a part would be as good as none.</summary>
internal static class SeriesRows
{
    /// <param name="sql">Without a LIMIT.</param>
    /// <param name="tooMany">What to say of an answer of more than <paramref name="maxRows"/>.</param>
    /// <exception cref="SeriesLimitException">The answer is longer, or a limit of reads was met.</exception>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(
        ClickHouseDatabase database, string sql, SqlParameters parameters, Func<DbDataReader, T> map, int maxRows, string tooMany, CancellationToken cancellationToken)
    {
        var limit = parameters.Add("UInt64", (ulong)maxRows + 1);
        try
        {
            var rows = await database.QueryAsync($"{sql} LIMIT {limit}", parameters, map, cancellationToken);
            return rows.Count > maxRows ? throw new SeriesLimitException(tooMany) : rows;
        }
        catch (Exception error) when (NewestFirst.Limit(error, cancellationToken) is { } name)
        {
            throw new SeriesLimitException($"it met the limit of {name} that each read has; a shorter window or a narrower search needs less", error);
        }
    }
}
