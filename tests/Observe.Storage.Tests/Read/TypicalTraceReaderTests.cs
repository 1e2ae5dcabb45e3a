using Observe.Storage.Read;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public sealed class TypicalTraceReaderTests(TypicalTraceReaderTests.Stored fixture) : IClassFixture<TypicalTraceReaderTests.Stored>
{
    [Fact]
    public async Task FindAsync_AnyOfTheOperation_IsTheClosestToTheMedian()
    {
        var found = await fixture.Reader.FindAsync(Query(), default);

        Assert.Equal(new TypicalTrace(new TraceId(1, 3), Start + (3 * Second), 300 * Millisecond, 300 * Millisecond, 5), found);
    }

    [Fact]
    public async Task FindAsync_TheOneThatAsks_IsNotCompared() =>
        Assert.Equal((new TraceId(1, 2), 4), (await fixture.Reader.FindAsync(Query() with { Except = new TraceId(1, 3) }, default)) is { } found ? (found.TraceId, found.Of) : default);

    [Theory]
    [InlineData(true, "", 4ul, 2)]
    [InlineData(false, "", 2ul, 3)]
    [InlineData(false, "payments", 1ul, 2)]
    [InlineData(true, "checkout", 0ul, 0)]
    public async Task FindAsync_ColdOrWarm_LooksAtThoseOfTheFunction(bool cold, string service, ulong trace, int of)
    {
        var found = await fixture.Reader.FindAsync(Query() with { Cold = cold, ColdService = service }, default);

        Assert.Equal((trace, of), (found?.TraceId.Low ?? 0, found?.Of ?? 0));
    }

    [Fact]
    public async Task FindAsync_OtherOperation_IsNothing() =>
        Assert.Null(await fixture.Reader.FindAsync(Query() with { Name = "GET /nothing" }, default));

    private static TypicalTraceQuery Query() => new("checkout", "POST /orders", Hour, new TraceId(1, 999));

    public sealed class Stored : EngineFixture
    {
        internal TypicalTraceReader Reader => new(Database);

        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            // 1 and 2 are warm, 3 has no payments, 4 and 5 start cold; the root of 6 is another.
            await StoreAsync(Writer,
            [
                Root(1, 100), Payments(1), Root(2, 200), Payments(2), Root(3, 300), Root(4, 400), Payments(4, cold: true), Root(5, 900), Payments(5, cold: true),
                Root(6, 290) with { Name = "GET /orders" }, Payments(6), Root(3, 300),
            ]);
        }

        private static SpanRow Root(ulong trace, long milliseconds) => Span(trace, 1, startMilliseconds: (long)trace * 1_000, milliseconds: milliseconds);

        private static SpanRow Payments(ulong trace, bool cold = false) => Span(
            trace, 2, 1, "payments", "charge", (long)trace * 1_000, 50, attributes: cold ? [new("faas.coldstart", AttributeValue.Of(true))] : []);
    }
}
