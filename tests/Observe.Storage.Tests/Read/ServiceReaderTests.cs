using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Rollup;
using Observe.Storage.Write;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public sealed class ServiceReaderTests : IAsyncLifetime
{
    private const int Seed = 20261126;
    private const long Minute = 60 * Second;

    private readonly EngineFixture _fixture = new();
    private readonly FakeTimeProvider _time = new(UnixTime.ToDateTimeOffset(Start).AddDays(2));

    public Task InitializeAsync() => _fixture.InitializeAsync();

    public Task DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task ListAndOperations_RandomSpans_EqualBruteForceWhileTheyAreRolledAndAfter()
    {
        var ledgers = new RollupLedgers(_time, othersStore: false);
        using var job = new RollupJob(new SpanRollup(_fixture.Database, ledgers, _time), new StorageOptions(), _time, NullLogger<RollupJob>.Instance);
        var writer = _fixture.WriterOf(ledgers);
        await job.CompareAsync(default);
        var reader = new ServiceReader(_fixture.Database, new RolledSpans(ledgers));
        var random = new Random(Seed);
        SpanRow[] spans =
        [
            .. Enumerable.Range(1, 400).Select(i => Span(
                (ulong)i, (ulong)i, service: $"service-{random.Next(3)}", name: $"operation {random.Next(4)}", milliseconds: random.Next(1, 900),
                status: random.Next(4) == 0 ? SpanStatus.Error : SpanStatus.Ok) with
            {
                Kind = (SpanKind)random.Next(1, 6),
                StartUnixNanoseconds = Start + random.NextInt64(200 * Minute),
            }),
        ];
        await StoreAsync(writer, spans[..300]);
        await CheckAsync(reader, spans[..300]);
        _time.Advance(RollupLedger.Longest);
        await job.RollAsync(default);
        await CheckAsync(reader, spans[..300]);
        await StoreAsync(writer, spans[300..]); // late, and some of it twice
        await StoreAsync(writer, spans[390..]);
        await CheckAsync(reader, spans);
        _time.Advance(RollupLedger.Longest);
        await job.RollAsync(default);
        await CheckAsync(reader, spans);
    }

    private static async Task CheckAsync(ServiceReader reader, SpanRow[] stored)
    {
        foreach (var range in new TimeRange[] { new(Start + Second, Start + (190 * Minute) + 1), new(Start + (20 * Minute), Start + (40 * Minute)) })
        {
            var from = range.Nanoseconds < 60 * Minute ? range.FromUnixNanoseconds : RollupSlot.StartOf(RollupSlot.Of(range.FromUnixNanoseconds));
            var requests = stored.DistinctBy(span => span.SpanId).Where(span => span.Kind is SpanKind.Server or SpanKind.Consumer
                && span.StartUnixNanoseconds >= from && span.StartUnixNanoseconds < range.ToUnixNanoseconds).ToArray();
            var query = new ServiceListQuery(range, 10);

            var services = (await reader.ListAsync(query, default)).Services;
            var operations = (await reader.OperationsAsync("service-1", query, default)).Operations;

            Assert.Equal(Counts(requests, span => span.Resource.Service), services.Select(service => Counts(service.Service, service.Figures)).Order());
            Assert.Equal(
                Counts(requests.Where(span => span.Resource.Service == "service-1"), span => $"{span.Name} {span.Kind}"),
                operations.Select(operation => Counts($"{operation.Name} {operation.Kind}", operation.Figures)).Order());
            foreach (var service in services)
            {
                Assert.Equal(([service.Service], ["42"]), (service.Functions, service.Versions), EqualLists);
                Assert.Equal(service.Figures.Requests, service.Figures.Series.Sum(bucket => bucket.Requests));
                Assert.Equal(service.Figures.Errors, service.Figures.Series.Sum(bucket => bucket.Errors));
                Assert.InRange(service.Figures.P95, service.Figures.P50, service.Figures.P99);
            }
        }
    }

    private static bool EqualLists((IReadOnlyList<string>, IReadOnlyList<string>) left, (IReadOnlyList<string>, IReadOnlyList<string>) right) =>
        left.Item1.SequenceEqual(right.Item1) && left.Item2.SequenceEqual(right.Item2);

    private static IEnumerable<(string, long, long)> Counts(IEnumerable<SpanRow> spans, Func<SpanRow, string> key) =>
        spans.GroupBy(key).Select(group => (group.Key, (long)group.Count(), (long)group.Count(span => span.Status == SpanStatus.Error))).Order();

    private static (string, long, long) Counts(string name, RequestFigures figures) => (name, figures.Requests, figures.Errors);
}
