using System.Text.RegularExpressions;
using Observe.Storage.Engine;

namespace Observe.Storage.Write;

/// <summary>
/// Completes the table <c>attributes</c> after a crash. A view writes its part after the batch itself is stored, so the last batches of a
/// process that died may be missing there. They are parts that no merge has touched, and reading one again adds nothing to a set that has it.
/// A table that merges what is inserted (resources) counts that as the first merge.
/// </summary>
internal static partial class AttributeRepair
{
    /// <summary>More unmerged parts than that are no batches in flight.</summary>
    private const int MostParts = 32;

    public static async Task ApplyAsync(ClickHouseDatabase database, CancellationToken cancellationToken)
    {
        foreach (var view in SchemaFile.All.SelectMany(file => Views().Matches(file.Text)))
        {
            var table = database.Cluster is null ? view.Groups["table"].Value : ClusterSchema.LocalOf(view.Groups["table"].Value);
            var parameters = new SqlParameters();
            var parts = await database.QueryAsync(
                "SELECT name FROM system.parts WHERE database = currentDatabase() AND active AND level <= if(engine LIKE '%ReplacingMergeTree', 1, 0) "
                + $"AND table = {parameters.Add("String", table)} ORDER BY modification_time DESC LIMIT {MostParts}",
                parameters, row => row.GetString(0), cancellationToken);
            if (parts.Count == 0)
            {
                continue;
            }
            var source = new SqlParameters();
            var names = source.Add("Array(String)", parts.ToArray());
            await database.ExecuteAsync(
                $"INSERT INTO attributes {view.Groups["before"].Value}FROM {table} WHERE has({names}, _part){view.Groups["after"].Value}",
                source, cancellationToken);
        }
    }

    [GeneratedRegex(
        @"^CREATE MATERIALIZED VIEW IF NOT EXISTS \w+ TO attributes AS\n(?<before>(?:(?!;\n)[\s\S])*?)FROM (?<table>\w+)(?<after> GROUP BY day(?:(?!;\n)[\s\S])*);$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Views();
}
