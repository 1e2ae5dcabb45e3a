using Observe.Storage.Engine;

namespace Observe.Storage.Tests.Engine;

public sealed class SchemaMigrationTests
{
    private static readonly StorageOptions Options = new() { RetentionDays = 3650 };

    [Fact]
    public async Task ApplyAsync_InterruptedAfterEachStatement_EndsWithTheSameSchemaAndKeepsTheRows()
    {
        var (whole, statements) = await MigrateAsync(int.MaxValue);

        Assert.InRange(statements, SchemaFile.All.Count * 2, 200);
        // Most of each is waiting for the disk.
        await Parallel.ForEachAsync(
            Enumerable.Range(0, statements),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (most, _) => Assert.Equal(whole, (await MigrateAsync(most)).Schema));
    }

    [Theory]
    [InlineData(9_999)]
    [InlineData(99)]
    public async Task ApplyAsync_DataOfANewerProgram_AreRefused(int number)
    {
        await using var database = ClickHouseDatabase.Over(EngineFixture.Engine, Name());
        await SchemaMigration.ApplyAsync(database, Options, default);
        await database.ExecuteAsync($"INSERT INTO schema_versions (number, name) VALUES ({number}, 'later')", null, default);

        var error = await Assert.ThrowsAsync<EngineException>(() => SchemaMigration.ApplyAsync(database, Options, default));

        Assert.Contains($"newer Observe (schema {number}", error.Message, StringComparison.Ordinal);
        await database.DropAsync(default);
    }

    /// <summary>Ends after so many statements, stores a row if it can be, starts again, and tells the schema.</summary>
    private static async Task<(string Schema, int Statements)> MigrateAsync(int most)
    {
        await using var database = ClickHouseDatabase.Over(EngineFixture.Engine, Name());
        var statements = 0;
        try
        {
            await SchemaMigration.ApplyAsync(database, Options, ExecuteAsync, default);
        }
        catch (PowerCutException)
        {
            var hadSpans = await ExistsAsync(database);
            if (hadSpans)
            {
                await database.ExecuteAsync("INSERT INTO spans (name, start_time) VALUES ('kept', now64(9))", null, default);
            }
            await SchemaMigration.ApplyAsync(database, Options, default);
            Assert.Equal([hadSpans ? 1L : 0L], await database.QueryAsync("SELECT toInt64(count()) FROM spans", null, row => row.GetInt64(0), default));
        }
        var schema = await database.QueryAsync(
            "SELECT concat(name, ': ', replaceAll(create_table_query, currentDatabase(), 'x')) FROM system.tables "
            + "WHERE database = currentDatabase() ORDER BY name UNION ALL SELECT toString(number) FROM schema_versions FINAL ORDER BY number",
            null, row => row.GetString(0), default);
        await database.DropAsync(default);
        return (string.Join('\n', schema), statements);

        Task ExecuteAsync(string statement, SqlParameters? parameters) =>
            statements++ == most ? throw new PowerCutException() : database.ExecuteAsync(statement, parameters, default);
    }

    private static async Task<bool> ExistsAsync(ClickHouseDatabase database) => (await database.QueryAsync(
        "SELECT toInt64(count()) FROM system.tables WHERE database = currentDatabase() AND name = 'spans'", null, row => row.GetInt64(0), default)) is [1];

    private static string Name() => "test_" + Guid.NewGuid().ToString("N")[..12];

    private sealed class PowerCutException : Exception;
}
