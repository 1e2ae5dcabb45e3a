using System.Data.Common;

namespace Observe.Storage.Engine;

/// <summary>
/// The one way to ClickHouse, embedded or server: statements and reads with native parameters, and inserts of Native blocks.
/// </summary>
public sealed class ClickHouseDatabase
{
    /// <summary>Runs a statement that answers no rows (DDL, INSERT ... SELECT, ALTER).</summary>
    public Task ExecuteAsync(string sql, SqlParameters? parameters, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Runs a read under limits, in a read-only session; each row is mapped as it streams in.</summary>
    public Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, SqlParameters? parameters, Func<DbDataReader, T> map, CancellationToken cancellationToken) => throw new NotImplementedException();
}
