using Observe.Functions.Invocations;
using Observe.Storage.Read;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public class RouteReaderTests(OneFunctionFixture store) : IClassFixture<OneFunctionFixture>
{
    [Fact]
    public async Task CompareAsync_SeveralRoutes_ComparesColdAndWarmOfEach()
    {
        // Every fourth of 120 is cold; two of three are orders, one comes from no request.
        var calls = Enumerable.Range(0, 120).Select(number => Call("shop", 9_000, number, number % 4 == 0, number % 3 == 0)).ToArray();
        await StoreAsync(store.Writer, spans: [.. calls.Select(call => call.Span), calls[0].Span], invocations: [.. calls.Select(call => call.Piece), calls[0].Piece]);

        var result = await store.Routes.CompareAsync(new RouteQuery(OneFunctionFixture.IdOf(calls[0].Piece), Hour), default);

        Assert.Equal(
            [
                // 100 ms on the batch, 50 on the request; an initialisation of 700 ms before.
                new RouteWaits("POST", "/orders", true, 60, 50 * Millisecond, 50 * Millisecond, 20, 750 * Millisecond, 750 * Millisecond),
                new RouteWaits("", "settle batch", false, 30, 100 * Millisecond, 100 * Millisecond, 10, 800 * Millisecond, 800 * Millisecond),
            ],
            result.Routes);
        Assert.Equal(700 * Millisecond, result.Routes[0].Added);
        Assert.True(result.Scanned.Complete);
    }

    [Fact]
    public async Task CompareAsync_MoreThanAreCompared_TakesTheNewestOfEach()
    {
        var calls = Enumerable.Range(0, 60).Select(number => Call("more", 20_000, number, number % 2 == 0, false, milliseconds: 50 + number)).ToArray();
        await StoreAsync(store.Writer, spans: [.. calls.Select(call => call.Span)], invocations: [.. calls.Select(call => call.Piece)]);

        var route = Assert.Single((await store.Routes.CompareAsync(new RouteQuery(OneFunctionFixture.IdOf(calls[0].Piece), Hour, Most: 10), default)).Routes);

        // The newest ten warm took 91, 93, ... 109 ms.
        Assert.Equal((10, 10), (route.Warm, route.Cold));
        Assert.Equal((99 * Millisecond, 109 * Millisecond, 798 * Millisecond), (route.WarmP50, route.WarmP95, route.ColdP50));
    }

    [Fact]
    public async Task CompareAsync_SpansThatAreNotStored_AreOfNoKnownRoute()
    {
        var (_, piece) = Call("spanless", 30_000, 0, isCold: true, isBatch: false);
        await StoreAsync(store.Writer, invocations: [piece]);

        var route = Assert.Single((await store.Routes.CompareAsync(new RouteQuery(OneFunctionFixture.IdOf(piece), Hour), default)).Routes);

        Assert.Equal(("", false, 0, 1, (long?)null), (route.Name, route.IsRoute, route.Warm, route.Cold, route.Added));
    }

    [Fact]
    public async Task CompareAsync_NothingCold_HasNothingToCompare()
    {
        var (span, piece) = Call("warm", 40_000, 0, isCold: false, isBatch: false);
        await StoreAsync(store.Writer, spans: [span], invocations: [piece]);

        Assert.Empty((await store.Routes.CompareAsync(new RouteQuery(OneFunctionFixture.IdOf(piece), Hour), default)).Routes);
    }

    private static (SpanRow Span, InvocationPiece Piece) Call(string function, ulong first, int number, bool isCold, bool isBatch, long milliseconds = 0)
    {
        var trace = first + (ulong)number;
        var (start, length) = (number * 1_000L, milliseconds > 0 ? milliseconds : isBatch ? 100 : 50);
        var span = isBatch
            ? Span(trace, 1, name: "settle batch", startMilliseconds: start, milliseconds: length)
            : Span(
                trace, 1, name: "POST /orders/17", startMilliseconds: start, milliseconds: length,
                attributes: [new("http.request.method", AttributeValue.Of("POST")), new("http.route", AttributeValue.Of("/orders"))]);
        var piece = Piece(function, $"{number}", start, start + length, $"i-{number}", initClass: isCold ? InitClass.Cold : InitClass.Warm, trace: trace) with
        {
            SpanId = new SpanId(1).ToString(),
            InitDurationNanoseconds = isCold ? 700 * Millisecond : 0,
        };
        return (span, piece);
    }
}
