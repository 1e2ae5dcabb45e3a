using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Observe.Functions.Kinds;
using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Rollup;
using Observe.Storage.Write;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

/// <summary>What services call that sends no spans, from the spans, from the rollups, and from both.</summary>
public sealed class ServiceMapReaderTests : IAsyncLifetime, IDisposable
{
    private const int Seed = 20261126;
    private const long Minute = 60 * Second;

    private readonly EngineFixture _fixture = new();
    private readonly FakeTimeProvider _time = new(UnixTime.ToDateTimeOffset(Start).AddDays(2));
    private readonly RollupLedgers _ledgers;
    private RollupJob _job = null!;
    private TelemetryWriter _writer = null!;
    private ulong _id;

    public ServiceMapReaderTests() => _ledgers = new RollupLedgers(_time, othersStore: false);

    public async Task InitializeAsync()
    {
        await _fixture.InitializeAsync();
        _job = new RollupJob(new SpanRollup(_fixture.Database, _ledgers, _time), new StorageOptions(), _time, NullLogger<RollupJob>.Instance);
        _writer = _fixture.WriterOf(_ledgers);
        await _job.CompareAsync(default);
    }

    public Task DisposeAsync() => _fixture.DisposeAsync();

    public void Dispose() => _job.Dispose();

    [Fact]
    public async Task GetAsync_RandomCallsOfDatabases_EqualBruteForceAtEveryStep()
    {
        var random = new Random(Seed);
        (string Attribute, string System)[] systems = [("orders", "postgresql"), ("users", "postgresql"), ("cache.local", "redis")];
        SpanRow[] spans =
        [
            .. Enumerable.Range(1, 600).Select(_ =>
            {
                var (name, system) = systems[random.Next(3)];
                return Call(
                    random.Next(2) == 0 ? "checkout" : "payments", random.NextInt64(180) * Minute, random.NextInt64(1, 900), random.Next(5) == 0,
                    ("db.system.name", system), (system == "redis" ? "server.address" : "db.namespace", name),
                    // Of one database there are many tables, which are peers of their own and one node.
                    ("db.collection.name", $"table_{random.Next(4)}"));
            }),
        ];
        var stored = new List<SpanRow>();
        foreach (var batch in spans.Chunk(200))
        {
            SpanRow[] sent = [.. batch, .. stored.Take(3)]; // some again, as from a client that got no answer
            await StoreAsync(_writer, sent);
            stored.AddRange(sent);
            await AssertEqualAsync(stored, new(Start + (7 * Second), Start + (171 * Minute) + 1));
            await RollAsync();
            stored.Add(stored[random.Next(stored.Count)] with { SpanId = new SpanId(++_id) });
            await StoreAsync(_writer, [stored[^1]]);
            await AssertEqualAsync(stored, new(Start + (7 * Second), Start + (171 * Minute) + 1));
            await AssertEqualAsync(stored, new(Start + (50 * Minute), Start + (60 * Minute)));
        }
        await RollAsync();
        Assert.Empty(_ledgers.Spans.Unrolled(0, RollupSlot.Last, 1)!);
        await AssertEqualAsync(stored, new(Start, Start + (180 * Minute)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetAsync_MessageThroughAQueue_GoesToTheQueueAndFromIt(bool rolled)
    {
        var sent = Call("checkout", 0, 5, false, ("messaging.system", "aws_sqs"), ("messaging.destination.name", "orders")) with { Kind = SpanKind.Producer };
        var taken = Child(sent, "mailer", SpanKind.Consumer, 2_000, 80, failed: true, ("messaging.system", "aws_sqs"), ("messaging.destination.name", "orders"));
        // Does not say where it took its message from.
        var mute = Child(sent, "audit", SpanKind.Consumer, 3_000, 20);

        var map = await MapAsync(rolled, sent, taken, mute);

        Assert.Equal(
            [("checkout", "queue:SQS:orders", 1L, 0L), ("queue:SQS:orders", "audit", 1, 0), ("queue:SQS:orders", "mailer", 1, 1)],
            map.Edges.Select(edge => (edge.Caller, edge.Callee, edge.Calls, edge.Errors)).Order());
        var queue = Assert.Single(map.Nodes, node => node.Node.Inferred);
        Assert.Equal((new GraphNode(NodeKind.Queue, "orders", "SQS", Inferred: true), 1L), (queue.Node, queue.Requests));
        Assert.Equal(new("messaging.destination.name", AttributeValue.Of("orders")), queue.Named);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetAsync_HostThatAServiceAnswersAt_IsThatService(bool rolled)
    {
        SpanRow[] calls = [.. Enumerable.Range(0, 4).Select(i => Call("checkout", i * Second, 50, i > 1, ("server.address", "payments.internal")))];
        SpanRow[] spans =
        [
            .. calls,
            Child(calls[0], "payments", SpanKind.Server, 1, 40),
            Child(calls[2], "payments", SpanKind.Server, 1, 30, failed: true),
            // Sends no trace with its calls: only the host tells whom it calls.
            Call("batch", 0, 70, false, ("server.address", "payments.internal")),
            // By the name of the service.
            Call("batch", 0, 10, false, ("peer.service", "checkout")),
            Call("batch", 0, 10, false, ("server.address", "api.partner.example")),
        ];

        var map = await MapAsync(rolled, spans);

        // One failed for its caller without a span of the callee.
        Assert.Contains(map.Edges, edge => edge is { Caller: "checkout", Callee: "payments", Kind: SpanKind.Server, Calls: 2, Errors: 1, Unanswered: 1 });
        Assert.Contains(map.Edges, edge => edge is { Caller: "batch", Callee: "payments", Kind: SpanKind.Client, Calls: 1, Errors: 0 });
        Assert.Contains(map.Edges, edge => edge is { Caller: "batch", Callee: "checkout", Calls: 1 });
        Assert.Contains(map.Edges, edge => edge is { Caller: "batch", Callee: "service::api.partner.example", Calls: 1 });
        Assert.Equal(4, map.Edges.Count);
        Assert.Equal(["service::api.partner.example"], map.Nodes.Where(node => node.Node.Inferred).Select(node => node.Id));
    }

    [Fact]
    public async Task GetAsync_AddressOfTheOwnMachine_IsNoNameOfWhoAnswersThere()
    {
        var call = Call("checkout", 0, 50, false, ("server.address", "127.0.0.1"));

        var map = await MapAsync(
            true, call, Child(call, "payments", SpanKind.Server, 1, 40), Call("checkout", 0, 5, true, ("server.address", "127.0.0.1")),
            Call("payments", 0, 70, false, ("server.address", "127.0.0.1")));

        Assert.Equal(
            [("checkout", "payments", 1L, 0L), ("payments", "service::127.0.0.1", 1, 0)],
            map.Edges.Select(edge => (edge.Caller, edge.Callee, edge.Calls, edge.Unanswered)).Order());
    }

    [Fact]
    public async Task GetAsync_ServiceThatCallsItself_HasAnEdgeToItself()
    {
        var call = Call("walk", 0, 50, false, ("faas.invoked_name", "walk"));

        var map = await MapAsync(true, call, Child(call, "walk", SpanKind.Server, 1, 40));

        var edge = Assert.Single(map.Edges);
        Assert.Equal(("walk", "walk", 1L), (edge.Caller, edge.Callee, edge.Calls));
        Assert.Equal(NodeKind.Function, Assert.Single(map.Nodes).Node.Kind);
    }

    [Fact]
    public async Task GetAsync_SlotsOfAFormerForm_AreWorkedOutAgain()
    {
        await StoreAsync(_writer, [Call("checkout", 0, 5, false, ("db.system.name", "redis"))]);
        await RollAsync();
        await _fixture.Database.ExecuteAsync("ALTER TABLE rolled_slots UPDATE form = 0 WHERE 1 SETTINGS mutations_sync = 2", null, default);

        var slot = RollupSlot.Of(Start);
        Assert.Equal([slot], await new SpanRollup(_fixture.Database, _ledgers, _time).DifferingAsync(slot, slot + 1, default));
    }

    [Fact]
    public async Task GetAsync_AddressesOfOneHost_AreOnePeer()
    {
        await StoreAsync(
            _writer,
            [.. Enumerable.Range(0, 20).Select(i => Call("checkout", i * Second, 5, false, ("url.full", $"https://bank.example:8443/accounts/{i}?q={i}")))]);
        await RollAsync();

        var peers = await _fixture.Database.QueryAsync(
            "SELECT mapValues(attributes)[1] FROM peers FINAL", null, row => row.GetString(0), default);

        Assert.Equal(["http://bank.example"], peers);
        Assert.Equal("service::bank.example", Assert.Single((await GetAsync(TwoHours)).Edges).Callee);
    }

    private static TimeRange TwoHours => new(Start - (30 * Minute), Start + (90 * Minute));

    private async Task<ServiceMap> MapAsync(bool rolled, params SpanRow[] spans)
    {
        await StoreAsync(_writer, spans);
        if (rolled)
        {
            await RollAsync();
        }
        return await GetAsync(TwoHours);
    }

    private async Task RollAsync()
    {
        _time.Advance(RollupLedger.Longest);
        await _job.RollAsync(default);
    }

    private Task<ServiceMap> GetAsync(TimeRange range) => _fixture.ServiceMap(_ledgers).GetAsync(new ServiceMapQuery(range), default);

    private async Task AssertEqualAsync(List<SpanRow> stored, TimeRange range)
    {
        var from = range.Nanoseconds < 60 * Minute ? range.FromUnixNanoseconds : RollupSlot.StartOf(RollupSlot.Of(range.FromUnixNanoseconds));
        var calls = stored.DistinctBy(span => span.SpanId)
            .Where(span => span.StartUnixNanoseconds >= from && span.StartUnixNanoseconds < range.ToUnixNanoseconds)
            .GroupBy(span => (span.Resource.Service, Node: CalledPeer.Id(CalledNodeReader.Read(TelemetryAttributes.Lookup(span.Attributes))!)))
            .Select(group => (group.Key.Service, group.Key.Node, (long)group.Count(), (long)group.Count(span => span.Status == SpanStatus.Error)));

        var map = await GetAsync(range);

        Assert.Equal(calls.Order(), map.Edges.Select(edge => (edge.Caller, edge.Callee, edge.Calls, edge.Errors)).Order());
        foreach (var node in map.Nodes.Where(node => node.Node.Inferred))
        {
            Assert.Equal(map.Edges.Where(edge => edge.Callee == node.Id).Sum(edge => edge.Calls), node.Requests);
            Assert.InRange(node.P95, 1, 900 * Millisecond * 1.02);
        }
        Assert.True(map.Scanned.Complete);
    }

    private SpanRow Call(string service, long time, long milliseconds, bool failed, params (string Key, string Value)[] attributes)
    {
        var id = ++_id;
        return Span(
            id, id, service: service, milliseconds: milliseconds, status: failed ? SpanStatus.Error : SpanStatus.Unset,
            attributes: [.. attributes.Select(item => new TelemetryAttribute(item.Key, AttributeValue.Of(item.Value)))]) with
        {
            Kind = SpanKind.Client,
            StartUnixNanoseconds = Start + time,
        };
    }

    private SpanRow Child(
        SpanRow parent, string service, SpanKind kind, long afterMilliseconds, long milliseconds, bool failed = false, params (string Key, string Value)[] attributes) =>
        Call(service, 0, milliseconds, failed, attributes) with
        {
            TraceId = parent.TraceId,
            ParentSpanId = parent.SpanId,
            Kind = kind,
            StartUnixNanoseconds = parent.StartUnixNanoseconds + (afterMilliseconds * Millisecond),
        };
}
