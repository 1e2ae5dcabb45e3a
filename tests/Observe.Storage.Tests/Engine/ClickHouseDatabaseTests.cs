using Observe.Storage.Engine;

namespace Observe.Storage.Tests.Engine;

public class ClickHouseDatabaseTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private readonly ClickHouseDatabase _database = fixture.Database;

    private static readonly string[] Texts =
    [
        "", "plain", "it's", "\"double\"", "`tick`", "back\\slash", "\\'", "a\nb", "a\tb", "a\rb", "nul\0inside", "\0",
        "emoji 😀", "{p0:String}", "'; DROP TABLE spans; --", "\\N", "NULL", "%00", "a&b=c+d e", "\u2028", "\b\f",
    ];

    public static TheoryData<string> OddTexts => [.. Texts];

    [Theory]
    [MemberData(nameof(OddTexts))]
    public async Task QueryAsync_OddTextAsParameter_ComesBackUnchanged(string text)
    {
        var parameters = new SqlParameters();
        var placeholder = parameters.Add("String", text);

        var rows = await _database.QueryAsync(
            $"SELECT {placeholder}, length({placeholder})", parameters, row => (row.GetString(0), Convert.ToInt32(row.GetValue(1))), default);

        Assert.Equal((text, System.Text.Encoding.UTF8.GetByteCount(text)), Assert.Single(rows));
    }

    [Fact]
    public async Task QueryAsync_ArrayParameter_ComesBackUnchanged()
    {
        var parameters = new SqlParameters();
        var placeholder = parameters.Add("Array(String)", Texts);

        var rows = await _database.QueryAsync(
            $"SELECT {placeholder}", parameters, row => (string[])row.GetValue(0), default);

        Assert.Equal(Texts, Assert.Single(rows));
    }

    [Fact]
    public async Task QueryAsync_Refused_SaysTheCodeOfClickHouse()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(
            () => _database.QueryAsync("SELECT nothing FROM nowhere", null, row => 1, default));

        Assert.Contains("UNKNOWN_TABLE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueryAsync_TooLong_EndsAtTheLimitAndTheConnectionServesOn()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => _database.QueryAsync(
            "SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1", null, row => 1, default));

        Assert.Equal([1], await _database.QueryAsync("SELECT 1", null, row => Convert.ToInt32(row.GetValue(0)), default));
    }

    [Fact]
    public async Task InsertNativeAsync_BytesOfAllValues_AreStoredUnchanged()
    {
        await _database.ExecuteAsync("CREATE TABLE bytes (a FixedString(256)) ENGINE = MergeTree ORDER BY tuple()", null, default);
        var all = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();
        byte[] block = [1, 1, 1, (byte)'a', 16, .. "FixedString(256)"u8, .. all];

        await _database.InsertNativeAsync("bytes", ["a"], new MemoryStream(block), default);

        var hex = await _database.QueryAsync("SELECT hex(a) FROM bytes", null, row => row.GetString(0), default);
        Assert.Equal(Convert.ToHexString(all), Assert.Single(hex));
    }

    [Fact]
    public void NullReference_AfterTheEngineIsOpen_IsStillAnOrdinaryException()
    {
        _ = EngineFixture.Engine;
        string? nothing = Environment.GetEnvironmentVariable("OBSERVE_NO_SUCH_VARIABLE");

        Assert.Throws<NullReferenceException>(() => nothing!.Length);
    }

    [Fact]
    public async Task ExecuteAsync_ManyAtOnce_AllAnswer()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(number => _database.QueryAsync(
            $"SELECT toInt32({number})", null, row => row.GetInt32(0), default)));

        Assert.Equal(Enumerable.Range(0, 64), answers.Select(rows => rows[0]));
    }
}
