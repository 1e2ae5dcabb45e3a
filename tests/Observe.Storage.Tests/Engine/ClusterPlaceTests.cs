using Observe.Storage.Engine;

namespace Observe.Storage.Tests.Engine;

/// <summary>A cluster that is named over a database of one server: the tables would be others, and the data seem to be gone.</summary>
public class ClusterPlaceTests(HttpFixture server) : IClassFixture<HttpFixture>
{
    [Fact]
    public async Task ApplyAsync_ClusterOverTablesOfOneServer_IsRefusedWithWhatToDo()
    {
        var options = server.Options(cluster: "shop");
        await using var database = ClickHouseDatabase.Open(options);

        var refusal = await Assert.ThrowsAsync<EngineException>(() => SchemaMigration.ApplyAsync(database, options, default));

        Assert.Contains("Observe:Storage:Cluster", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Observe:Storage:Database", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_SamePlaceAgain_IsFine()
    {
        var options = server.Options();
        await using var database = ClickHouseDatabase.Open(options);

        await SchemaMigration.ApplyAsync(database, options, default);

        Assert.Equal("MergeTree", await database.TableEngineAsync("spans", default));
        Assert.Null(await database.TableEngineAsync("no_such_table", default));
    }
}
