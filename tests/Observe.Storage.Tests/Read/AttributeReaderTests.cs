using Observe.Storage.Read;
using Observe.Storage.Search;
using Observe.Storage.Write;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public class AttributeReaderTests : IAsyncLifetime
{
    // A database for each test: they list all attributes.
    private readonly EngineFixture _fixture;

    public AttributeReaderTests()
        : this(new EngineFixture())
    {
    }

    protected AttributeReaderTests(EngineFixture fixture) => _fixture = fixture;

    private AttributeReader Reader => new(_fixture.Database);

    private TelemetryWriter Writer => _fixture.Writer;

    public Task InitializeAsync() => _fixture.InitializeAsync();

    public Task DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task NamesAsync_EveryScope_IsNamedAsASearchNamesIt()
    {
        await StoreEachScopeAsync();

        var names = await Reader.NamesAsync(new(Hour, null, ""), default);

        Assert.Equal(
            [
                "`duration`", "event.exception.type", "http.route", "list", "order.id", "resource.host.cpus", "scope.lib.flavour", "service.name",
            ],
            names.Select(name => name.Field.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("HTTP.", SearchTarget.Spans, "http.route")]
    [InlineData("resource.host", SearchTarget.Spans, "resource.host.cpus")]
    [InlineData("event.", SearchTarget.Spans, "event.exception.type")]
    [InlineData("order", SearchTarget.Logs, "order.id")]
    [InlineData("order", SearchTarget.Spans, "")]
    [InlineData("nothing", null, "")]
    public async Task NamesAsync_Prefix_FindsWhatBeginsSo(string prefix, SearchTarget? target, string found)
    {
        await StoreEachScopeAsync();

        var names = await Reader.NamesAsync(new(Hour, target, prefix), default);

        Assert.Equal(found, string.Join(' ', names.Select(name => name.Field.ToString())));
    }

    [Theory]
    [InlineData("service", "", "cart,checkout")]
    [InlineData("service", "CH", "checkout")]
    [InlineData("service.name", "", "cart,checkout")]
    [InlineData("name", "", "GET /,POST /orders")]
    [InlineData("event", "", "exception")]
    [InlineData("scope", "", "lib")]
    [InlineData("http.route", "/o", "/orders")]
    [InlineData("resource.host.cpus", "", "2")]
    [InlineData("event.exception.type", "", "Boom")]
    [InlineData("scope.lib.flavour", "", "dry")]
    [InlineData("list", "", "")]
    public async Task ValuesAsync_Field_HasTheValuesThatWereStored(string field, string prefix, string found)
    {
        await StoreEachScopeAsync();

        var values = await Reader.ValuesAsync(new(Hour, SearchTarget.Spans, SearchField.Of(field), prefix), default);

        Assert.Equal(found, string.Join(',', values));
    }

    [Fact]
    public async Task ValuesAsync_KindsOfValue_AreAllTexts()
    {
        await StoreAsync(Writer, spans:
        [
            Span(1, 1, attributes: [new("a", AttributeValue.Of(10L))]),
            Span(1, 2, attributes: [new("a", AttributeValue.Of(9L))]),
            Span(1, 3, attributes: [new("a", AttributeValue.Of(0.5))]),
            Span(1, 4, attributes: [new("a", AttributeValue.Of(true))]),
            Span(1, 5, attributes: [new("a", AttributeValue.Of(new string('x', 129)))]),
        ]);

        Assert.Equal(["0.5", "9", "10", "true"], await Reader.ValuesAsync(new(Hour, null, SearchField.Of("a"), ""), default));
    }

    [Fact]
    public async Task Insert_MoreValuesThanAKeyKeeps_KeepsTheKeyAndTwoHundred()
    {
        for (var batch = 0; batch < 3; batch++)
        {
            await StoreAsync(Writer, spans: [.. Enumerable.Range(0, 300).Select(i => Span(1, (ulong)((batch * 300) + i + 1), attributes: [new("id", AttributeValue.Of($"{batch}-{i}"))]))]);
        }

        await _fixture.Database.ExecuteAsync("OPTIMIZE TABLE attributes FINAL", null, default);

        Assert.Equal([(1L, 200L)], await CountAsync("id"));
    }

    [Fact]
    public async Task Insert_SameRequestAgain_AddsNothing()
    {
        await StoreEachScopeAsync();
        await _fixture.Database.ExecuteAsync("OPTIMIZE TABLE attributes FINAL", null, default);
        var before = await RowsAsync();

        await StoreEachScopeAsync();
        await _fixture.Database.ExecuteAsync("OPTIMIZE TABLE attributes FINAL", null, default);

        Assert.Equal(before, await RowsAsync());
    }

    [Fact]
    public async Task Insert_WhatTheProcessHasStored_IsNotStoredAgain()
    {
        var writer = Writer;
        await StoreEachScopeAsync(writer);
        await _fixture.Database.ExecuteAsync("TRUNCATE TABLE attributes", null, default);

        await StoreEachScopeAsync(writer);

        Assert.Equal("", await RowsAsync());
    }

    [Fact]
    public async Task Insert_MoreKeysThanADayKeeps_LeavesTheOthersOutAndStoresTheirSpans()
    {
        // With the names of the spans and of their scopes, eight keys.
        const int Kept = 8;
        for (var start = 0; start < 2; start++)
        {
            var writer = _fixture.WriterOf(_fixture.Rollups, maxAttributeKeys: Kept);
            for (var span = 0; span < 10; span++)
            {
                await StoreAsync(writer, spans: [Span(1, (ulong)((start * 10) + span + 1), attributes: [new($"key.{span}", AttributeValue.Of("v")), new("common", AttributeValue.Of($"{start}-{span}"))])]);
            }
        }

        Assert.Equal([(Kept, 1L)], await _fixture.Database.QueryAsync(
            "SELECT toInt32(uniqExact(scope, key)), toInt64(uniqExact(day)) FROM attributes WHERE signal = 'spans'", null, row => (row.GetInt32(0), row.Number(1)), default));
        // A key that is known takes new values beside those that are not.
        Assert.Equal(20, (await Reader.ValuesAsync(new(Hour, null, SearchField.Of("common"), ""), default)).Count);
        Assert.Equal([(20L, 10L)], await _fixture.Database.QueryAsync(
            "SELECT count(), uniqExact(arrayJoin(arrayFilter(key -> key != 'common', mapKeys(attr_string)))) FROM spans", null, row => (row.Number(0), row.Number(1)), default));
    }

    [Fact]
    public async Task Insert_KeyOfManyBytes_IsLeftOut()
    {
        await StoreAsync(Writer, spans: [Span(1, 1, attributes: [new(new string('k', 257), AttributeValue.Of("v"))])]);

        Assert.Empty(await Reader.NamesAsync(new(Hour, SearchTarget.Spans, "k"), default));
    }

    [Fact]
    public async Task Insert_CompletionsCannotBeStored_StoresTheSpansAndCompletesThemLater()
    {
        var writer = Writer;
        await _fixture.Database.ExecuteAsync("RENAME TABLE attributes TO away", null, default);
        await StoreEachScopeAsync(writer);
        await _fixture.Database.ExecuteAsync("RENAME TABLE away TO attributes", null, default);

        Assert.Equal([2L], await _fixture.Database.QueryAsync("SELECT count() FROM spans", null, row => row.Number(0), default));
        await StoreEachScopeAsync(writer);
        Assert.Equal(["/", "/orders"], await Reader.ValuesAsync(new(Hour, null, SearchField.Of("http.route"), ""), default));
    }

    private Task StoreEachScopeAsync(TelemetryWriter? writer = null) => StoreAsync(
        writer ?? Writer,
        spans:
        [
            new SpanRow
            {
                TraceId = new TraceId(1, 1),
                SpanId = new SpanId(1),
                Name = "POST /orders",
                StartUnixNanoseconds = Start,
                Resource = Resource(),
                ReceivedUnixNanoseconds = Start,
                Attributes =
                [
                    new("http.route", AttributeValue.Of("/orders")), new("duration", AttributeValue.Of(5L)),
                    new("list", AttributeValue.OfJson("""{"arrayValue":{}}""")),
                ],
                ScopeName = "lib",
                ScopeAttributes = [new("lib.flavour", AttributeValue.Of("dry"))],
                Events = [new SpanEvent(Start, "exception", [new("exception.type", AttributeValue.Of("Boom"))])],
            },
            Span(1, 2, service: "cart", name: "GET /", attributes: [new("http.route", AttributeValue.Of("/"))]),
        ],
        logs: [Log("paid")]);

    private Task<IReadOnlyList<(long Rows, long Values)>> CountAsync(string key) => _fixture.Database.QueryAsync(
        $"SELECT count(), max(length(values)) FROM attributes WHERE key = '{key}'", null, row => (row.Number(0), row.Number(1)), default);

    private async Task<string> RowsAsync() => string.Join('\n', await _fixture.Database.QueryAsync(
        "SELECT concat(toString(day), ' ', signal, ' ', scope, ' ', key, ' ', toString(arraySort(values))) AS line FROM attributes ORDER BY line",
        null, row => row.GetString(0), default));
}
