using System.Globalization;

namespace Observe.Storage.Engine;

/// <summary>
/// Brings a database to the schema of this program: the numbered files of <c>Schema/</c>, each applied once and recorded
/// after its last statement. Statements are written so that repeating an interrupted file is safe.
/// </summary>
public static class SchemaMigration
{
    /// <exception cref="EngineException">The data were written by a newer Observe.</exception>
    public static async Task ApplyAsync(ClickHouseDatabase database, StorageOptions options, CancellationToken cancellationToken)
    {
        await database.CreateAsync(cancellationToken);
        await database.ExecuteAsync(
            "CREATE TABLE IF NOT EXISTS schema_versions (number UInt32, name String, applied DateTime64(3, 'UTC') DEFAULT now64(3)) "
            + "ENGINE = ReplacingMergeTree ORDER BY number",
            null,
            cancellationToken);
        var applied = await database.QueryAsync(
            "SELECT DISTINCT number FROM schema_versions", null, row => Convert.ToInt32(row.GetValue(0), CultureInfo.InvariantCulture), cancellationToken);
        var newest = SchemaFile.All.Max(file => file.Number);
        if (applied.Count > 0 && applied.Max() > newest)
        {
            throw new EngineException(
                0, $"The data were written by a newer Observe (schema {applied.Max()}, this one knows {newest}). Run that version again.");
        }
        foreach (var file in SchemaFile.All.Where(file => !applied.Contains(file.Number)))
        {
            foreach (var statement in file.Statements(options))
            {
                await database.ExecuteAsync(statement, null, cancellationToken);
            }
            var parameters = new SqlParameters();
            var number = parameters.Add("UInt32", file.Number);
            var name = parameters.Add("String", file.Name);
            await database.ExecuteAsync(
                $"INSERT INTO schema_versions (number, name) SELECT {number}, {name}", parameters, cancellationToken);
        }
    }
}
