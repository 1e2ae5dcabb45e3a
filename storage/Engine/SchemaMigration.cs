using System.Globalization;
using System.Reflection;

namespace Observe.Storage.Engine;

/// <summary>
/// Brings a database to the schema of this program: the numbered files of <c>Schema/</c>, each applied once and recorded
/// after its last statement. Statements are written so that repeating an interrupted file is safe.
/// </summary>
public static class SchemaMigration
{
    private const string ResourcePrefix = "schema/";

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
        var files = Files();
        var newest = files.Max(file => file.Number);
        if (applied.Count > 0 && applied.Max() > newest)
        {
            throw new EngineException(
                0, $"The data were written by a newer Observe (schema {applied.Max()}, this one knows {newest}). Run that version again.");
        }
        foreach (var file in files.Where(file => !applied.Contains(file.Number)))
        {
            foreach (var statement in Statements(file.Text, options))
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

    /// <summary>The schema files in the order of their numbers.</summary>
    public static IReadOnlyList<(int Number, string Name, string Text)> Files()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
                .Select(name => Read(assembly, name))
                .OrderBy(file => file.Number),
        ];
    }

    /// <summary>Statements end with a semicolon at the end of a line; lines that start with <c>--</c> are comments.</summary>
    public static IReadOnlyList<string> Statements(string text, StorageOptions options)
    {
        var lines = text.Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal));
        return
        [
            .. string.Join('\n', lines)
                .Replace("{retention_days}", options.RetentionDays.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        ];
    }

    private static (int Number, string Name, string Text) Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        var name = resource[ResourcePrefix.Length..];
        return (int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
