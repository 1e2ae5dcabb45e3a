using System.Globalization;

namespace Observe.Storage.Engine;

/// <summary>
/// Brings a database to the schema of this program: the numbered files of <c>Schema/</c>, each applied once and recorded
/// after its last statement. Statements are written so that repeating an interrupted file is safe.
/// </summary>
public static class SchemaMigration
{
    private const string Versions =
        "CREATE TABLE IF NOT EXISTS schema_versions\n(number UInt32, name String, applied DateTime64(3, 'UTC') DEFAULT now64(3))\n"
        + "ENGINE = ReplacingMergeTree ORDER BY number";

    /// <exception cref="EngineException">The data were written by a newer Observe, or for one server where a cluster is named, or the other way round.</exception>
    public static Task ApplyAsync(ClickHouseDatabase database, StorageOptions options, CancellationToken cancellationToken) =>
        ApplyAsync(database, options, (statement, parameters) => database.ExecuteAsync(statement, parameters, cancellationToken), cancellationToken);

    /// <param name="execute">Runs one statement; a test ends the migration here.</param>
    internal static async Task ApplyAsync(
        ClickHouseDatabase database, StorageOptions options, Func<string, SqlParameters?, Task> execute, CancellationToken cancellationToken)
    {
        if (!options.IsEmbedded)
        {
            await CheckPlaceAsync(database, cancellationToken);
        }
        await database.CreateAsync(cancellationToken);
        await ExecuteAsync(Versions);
        var applied = await database.QueryAsync(
            "SELECT DISTINCT number FROM schema_versions", null, row => Convert.ToInt32(row.GetValue(0), CultureInfo.InvariantCulture), cancellationToken);
        var known = SchemaFile.All.Select(file => file.Number).ToHashSet();
        if (applied.Where(number => !known.Contains(number)).ToArray() is { Length: > 0 } unknown)
        {
            throw new EngineException(
                0, $"The data were written by a newer Observe (schema {unknown.Max()}, this one knows {known.Max()}). Run that version again.");
        }
        foreach (var file in SchemaFile.All.Where(file => !applied.Contains(file.Number)))
        {
            foreach (var statement in file.Statements(options))
            {
                await ExecuteAsync(statement);
            }
            var parameters = new SqlParameters();
            var number = parameters.Add("UInt32", file.Number);
            var name = parameters.Add("String", file.Name);
            await execute($"INSERT INTO schema_versions (number, name) SELECT {number}, {name}", parameters);
        }

        async Task ExecuteAsync(string statement)
        {
            foreach (var part in database.Cluster?.Statements(statement) ?? [statement])
            {
                await execute(part, null);
            }
        }
    }

    /// <summary>Tables of one server and tables of a cluster have the same names and cannot become each other: data would seem to be gone.</summary>
    private static async Task CheckPlaceAsync(ClickHouseDatabase database, CancellationToken cancellationToken)
    {
        if (await database.TableEngineAsync("spans", cancellationToken) is not { } engine || (engine == "Distributed") == (database.Cluster is not null))
        {
            return;
        }
        throw new EngineException(0, database.Cluster is null
            ? $"The database {database.Name} was made for a cluster: set {StorageOptions.Section}:Cluster to its name, or {StorageOptions.Section}:Database to another database."
            : $"The database {database.Name} was made without {StorageOptions.Section}:Cluster and its tables are on one server only. Set "
                + $"{StorageOptions.Section}:Database to a new database for the cluster, and copy the tables over if their data are wanted there.");
    }
}
