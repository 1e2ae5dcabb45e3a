using System.Text.RegularExpressions;

namespace Observe.Storage.Engine;

/// <summary>
/// Turns the statements of the schema files into those of a cluster: telemetry is sharded (a replicated table <c>x_local</c> on each node, and
/// <c>x</c> distributed over them), everything else is replicated to every node. The nodes' macros <c>shard</c> and <c>replica</c> name them.
/// </summary>
internal sealed partial class ClusterSchema(string cluster)
{
    private const string Local = "_local";

    /// <summary>
    /// What decides the shard of a row: what belongs together lies together, so that a trace, an invocation and a series are read from one shard.
    /// </summary>
    private static readonly Dictionary<string, string> ShardingKeys = new(StringComparer.Ordinal)
    {
        ["spans"] = "cityHash64(trace_id)",
        // Records of no trace would all lie on one shard.
        ["logs"] = "if(trace_id = toFixedString('', 16), rand(), cityHash64(trace_id))",
        ["resources"] = "fingerprint",
        ["invocations"] = "cityHash64(function_id, invocation_id, if(invocation_id = '', trace_id, toFixedString('', 16)))",
        ["metrics"] = "cityHash64(name, resource_fingerprint)",
        ["attributes"] = "cityHash64(key)",
    };

    private readonly string _onCluster = $" ON CLUSTER '{cluster}'";

    /// <summary>The statements that do on a cluster what one of a schema file does on a single server.</summary>
    /// <exception cref="InvalidOperationException">It is of a kind that schema files have not had yet.</exception>
    public IReadOnlyList<string> Statements(string statement)
    {
        if (Table().Match(statement) is { Success: true } table)
        {
            return ShardingKeys.TryGetValue(table.Groups["name"].Value, out var key)
                ? Sharded(table.Groups["name"].Value, key, table.Groups["rest"].Value)
                : [Replicated(table.Groups["name"].Value, table.Groups["rest"].Value)];
        }
        // A table that is sharded would have to be changed in two places.
        if (Altered().Match(statement) is { Success: true } altered && !ShardingKeys.ContainsKey(altered.Groups["name"].Value))
        {
            return [Alter(altered.Groups["name"].Value) + altered.Groups["change"].Value];
        }
        if (Dropped().Match(statement) is { Success: true } dropped && !ShardingKeys.ContainsKey(dropped.Groups["name"].Value))
        {
            return [statement + _onCluster];
        }
        if (View().Match(statement) is { Success: true } view)
        {
            var select = view.Groups["select"].Value.Replace("\nANY LEFT JOIN\n", "\nGLOBAL ANY LEFT JOIN\n", StringComparison.Ordinal);
            return [$"CREATE VIEW IF NOT EXISTS {view.Groups["name"].Value}{_onCluster} AS\n{select}"];
        }
        throw new InvalidOperationException($"This statement has no form for a cluster yet: {statement}");
    }

    /// <summary>The table in which the rows of this node are.</summary>
    public static string LocalOf(string table) => ShardingKeys.ContainsKey(table) ? table + Local : table;

    /// <summary>The table that a local one is a part of.</summary>
    public static string WholeOf(string local) =>
        local.EndsWith(Local, StringComparison.Ordinal) && ShardingKeys.ContainsKey(local[..^Local.Length]) ? local[..^Local.Length] : local;

    /// <summary>The beginning of a statement that changes a table on all nodes.</summary>
    public string Alter(string table) => $"ALTER TABLE {LocalOf(table)}{_onCluster}";

    /// <summary>The statement that makes the database on all nodes.</summary>
    public string Database(string name) => $"CREATE DATABASE IF NOT EXISTS `{name}`{_onCluster}";

    private IReadOnlyList<string> Sharded(string name, string key, string rest)
    {
        var local = LocalOf(name);
        return
        [
            $"CREATE TABLE IF NOT EXISTS {local}{_onCluster}\n{WithEngine(rest, "'/clickhouse/tables/{shard}/{database}/{table}', '{replica}'")}",
            $"CREATE TABLE IF NOT EXISTS {name}{_onCluster} AS {local}\nENGINE = Distributed('{cluster}', currentDatabase(), '{local}', {key})",
        ];
    }

    /// <summary>All nodes are replicas of one table, whatever shard they belong to.</summary>
    private string Replicated(string name, string rest) =>
        $"CREATE TABLE IF NOT EXISTS {name}{_onCluster}\n{WithEngine(rest, "'/clickhouse/tables/{database}/{table}', '{shard}-{replica}'")}";

    private static string WithEngine(string rest, string place) => Engine().Replace(
        rest,
        match => $"ENGINE = Replicated{match.Groups["kind"].Value}({place}{(match.Groups["of"].Success ? ", " + match.Groups["of"].Value : "")})",
        1);

    [GeneratedRegex(@"^CREATE TABLE IF NOT EXISTS (?<name>\w+)\s(?<rest>[\s\S]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Table();

    [GeneratedRegex(@"^ALTER TABLE (?<name>\w+)(?<change> ADD COLUMN IF NOT EXISTS [\s\S]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Altered();

    [GeneratedRegex(@"^DROP (VIEW|TABLE) IF EXISTS (?<name>\w+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Dropped();

    [GeneratedRegex(@"^CREATE VIEW IF NOT EXISTS (?<name>\w+) AS\n(?<select>[\s\S]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex View();

    [GeneratedRegex(@"\bENGINE = (?<kind>\w*MergeTree)(\((?<of>\w+)\))?", RegexOptions.CultureInvariant)]
    private static partial Regex Engine();
}
