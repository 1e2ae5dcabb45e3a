using System.Text.RegularExpressions;
using Observe.Storage.Engine;

namespace Observe.Storage.Tests.Engine;

public sealed partial class ClusterSchemaTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private static readonly ClusterSchema Cluster = new("prod");

    [Fact]
    public async Task Statements_OfEveryFile_AreSqlForAllNodes()
    {
        var statements = SchemaFile.All.SelectMany(file => file.Statements(new StorageOptions())).SelectMany(Cluster.Statements).ToArray();

        Assert.NotEmpty(statements);
        foreach (var statement in statements)
        {
            var parameters = new SqlParameters();
            var formatted = await fixture.Database.QueryAsync(
                $"SELECT formatQuery({parameters.Add("String", statement)})", parameters, row => row.GetString(0), default);
            Assert.Contains("ON CLUSTER prod", formatted[0], StringComparison.Ordinal);
            Assert.DoesNotMatch(OneServersEngine(), formatted[0]);
        }
    }

    [Theory]
    [InlineData("spans", "cityHash64(trace_id)")]
    [InlineData("logs", "if(trace_id = toFixedString('', 16), rand(), cityHash64(trace_id))")]
    [InlineData("invocations", "cityHash64(function_id, invocation_id, if(invocation_id = '', trace_id, toFixedString('', 16)))")]
    public void Statements_Telemetry_IsShardedAndReplicated(string table, string key)
    {
        var statements = Cluster.Statements(Creation(table));

        Assert.Equal(2, statements.Count);
        Assert.StartsWith($"CREATE TABLE IF NOT EXISTS {table}_local ON CLUSTER 'prod'\n(\n", statements[0], StringComparison.Ordinal);
        Assert.Contains("\nENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')\nPARTITION BY ", statements[0], StringComparison.Ordinal);
        Assert.Equal(
            $"CREATE TABLE IF NOT EXISTS {table} ON CLUSTER 'prod' AS {table}_local\nENGINE = Distributed('prod', currentDatabase(), '{table}_local', {key})",
            statements[1]);
    }

    [Fact]
    public void Statements_Configuration_IsReplicatedToAllNodes() => Assert.Equal(
        """
        CREATE TABLE IF NOT EXISTS api_keys ON CLUSTER 'prod'
        (
          id String,
          version UInt64,
          deleted UInt8,
          updated_at DateTime64(9, 'UTC'),
          body String CODEC(ZSTD(1))
        )
        ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{database}/{table}', '{shard}-{replica}', version)
        ORDER BY id
        """,
        Assert.Single(Cluster.Statements(Creation("api_keys"))).TrimEnd(';', '\n'));

    [Fact]
    public void Statements_DroppedView_IsDroppedOnAllNodes() => Assert.Equal(
        ["DROP VIEW IF EXISTS attributes_of_spans ON CLUSTER 'prod'"], Cluster.Statements("DROP VIEW IF EXISTS attributes_of_spans"));

    [Fact]
    public void Statements_View_ReadsAllNodes()
    {
        var statement = Assert.Single(Cluster.Statements(Creation("otel_traces")));

        Assert.StartsWith("CREATE VIEW IF NOT EXISTS otel_traces ON CLUSTER 'prod' AS\nSELECT\n", statement, StringComparison.Ordinal);
        Assert.Contains("FROM spans AS record\nGLOBAL ANY LEFT JOIN\n", statement, StringComparison.Ordinal);
    }

    [Fact]
    public void Statements_NewColumn_IsAddedOnAllNodes() => Assert.Equal(
        ["ALTER TABLE alert_evaluations ON CLUSTER 'prod' ADD COLUMN IF NOT EXISTS detail String"],
        Cluster.Statements("ALTER TABLE alert_evaluations ADD COLUMN IF NOT EXISTS detail String"));

    [Fact]
    public void Statements_UnknownKind_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => Cluster.Statements("OPTIMIZE TABLE spans"));

    [Fact]
    public void Alter_Telemetry_ChangesTheLocalTablesOfAllNodes() => Assert.Equal(
        ("ALTER TABLE spans_local ON CLUSTER 'prod'", "ALTER TABLE api_keys ON CLUSTER 'prod'", "spans"),
        (Cluster.Alter("spans"), Cluster.Alter("api_keys"), ClusterSchema.WholeOf("spans_local")));

    private static string Creation(string name) => SchemaFile.All.SelectMany(file => file.Statements(new StorageOptions()))
        .Single(statement => Regex.IsMatch(statement, $"^CREATE (TABLE|VIEW|MATERIALIZED VIEW) IF NOT EXISTS {name}\\s"));

    /// <summary>A table that only one server would have.</summary>
    [GeneratedRegex(@"ENGINE = (Replacing|Aggregating|Summing)?MergeTree", RegexOptions.CultureInvariant)]
    private static partial Regex OneServersEngine();
}
