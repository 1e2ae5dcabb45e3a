namespace Observe.Storage.Tests.Engine;

/// <summary>What a read connection of the embedded engine cannot do, whatever statement reaches it.</summary>
public sealed class ReadSandboxTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Theory]
    [InlineData("INSERT INTO schema_versions (number, name) SELECT 9999, 'x'")]
    [InlineData("DROP TABLE spans")]
    [InlineData("SET readonly = 0")]
    [InlineData("SET max_execution_time = 1000")]
    [InlineData("SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')")]
    [InlineData("SELECT * FROM file('/etc/passwd', 'CSV', 'a String')")]
    public async Task QueryAsync_StatementThatIsNoRead_IsRefused(string sql)
    {
        await Assert.ThrowsAnyAsync<Exception>(() => fixture.Database.QueryAsync(sql, null, row => row.FieldCount, default));

        Assert.Empty(await fixture.Database.QueryAsync("SELECT 1 FROM schema_versions WHERE number = 9999", null, row => 1, default));
    }
}
