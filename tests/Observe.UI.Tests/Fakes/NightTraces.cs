using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Search;
using Observe.Storage.Write;

namespace Observe.UI.Tests.Fakes;

/// <summary>The traces and logs of one bad night: payments starts cold, is told to wait, and tries again.</summary>
public static class NightTraces
{
    public const string Id = "4f1c09ab77e35d10c86a2be4190fd21a";
    public const string WarmId = "4f1c09ab77e35d10c86a2be4190fd21b";
    private const long Millisecond = 1_000_000;

    private static readonly string[][] Chains =
    [
        ["checkout", "cart", "pricing", "inventory", "payments", "email-worker"],
        ["checkout", "cart", "pricing", "payments"],
        ["checkout", "pricing", "payments"],
    ];

    private static readonly Dictionary<string, TelemetryAttribute[]> Places = new()
    {
        ["edge"] = [Text("cloud.platform", "cloudflare.workers"), Text("faas.name", "edge")],
        ["payments"] = [Text("cloud.platform", "aws_lambda"), Text("faas.name", "payments")],
        ["email-worker"] = [Text("cloud.platform", "aws_lambda"), Text("faas.name", "email-worker")],
        ["cart"] = [Text("cloud.platform", "aws_ecs")],
    };

    public static IReadOnlyList<TraceSummary> List(DateTimeOffset now, int count = 40) =>
    [
        .. Enumerable.Range(0, count).Select(i =>
        {
            var cold = i % 3 != 1;
            var failed = i % 4 == 0;
            var duration = (1_300 + (i * 397 % 2_400) + (i % 17 == 4 ? 7_000 : 0)) * Millisecond;
            var id = new TraceId(0x4f1c09ab77e35d10, 0xc86a2be4190fd200 + (ulong)i);
            return new TraceSummary
            {
                TraceId = id,
                RootService = "checkout",
                RootName = i % 5 == 3 ? "POST /express-checkout/confirm" : "POST /orders",
                RootMissing = i == 6,
                StartUnixNanoseconds = UnixTime.Nanoseconds(now.AddSeconds(-3 * i)) - (i * 137 * Millisecond),
                DurationNanoseconds = duration,
                SpanCount = 29 + (i * 7 % 40),
                ErrorCount = failed ? 1 + (i % 3) : 0,
                Services =
                [
                    .. Chains[i % 3].Select(name => new TraceService(
                        name, 6, failed && name == "payments" ? 1 : 0, name == "payments" ? duration : duration / 4)),
                ],
                Cold = cold,
                InitDurationNanoseconds = cold ? (700 + (i * 91 % 500)) * Millisecond : 0,
            };
        }),
    ];

    public static IReadOnlyList<HistogramBucket> Histogram(DateTimeOffset now) =>
    [
        .. Enumerable.Range(0, 60).Select(i => new HistogramBucket(
            UnixTime.Nanoseconds(now.AddMinutes(i - 60)),
            300 + (i * 37 % 60) + (i > 44 ? 600 : 0),
            i > 30 ? 12 + (i % 7) + (i > 44 ? 40 : 0) : 1,
            120 * Millisecond,
            (i > 44 ? 2_300 : i > 30 ? 980 : 290) * Millisecond,
            4_000 * Millisecond)),
    ];

    public static IReadOnlyList<Facet> Facets { get; } =
    [
        new("service", [new("cart", 118_000), new("pricing", 91_200), new("payments", 31_400), new("checkout", 30_900)]),
        new("cold", [new("true", 1_174), new("false", 29_300)]),
        new("status", [new("error", 593), new("unset", 30_300)]),
        new("kind", [new("server", 30_900), new("client", 28_000), new("internal", 9_800)]),
        new("version", [new("42", 13_800), new("41", 17_600)]),
    ];

    /// <summary>Fast until half an hour ago; then a slow band above it, and a slower one in the last quarter.</summary>
    public static HeatmapResult Heatmap(HeatmapQuery query)
    {
        var width = query.Range.Nanoseconds / query.Columns;
        return new HeatmapResult(
            query.Range.FromUnixNanoseconds, width, query.Columns,
            [
                .. from column in Enumerable.Range(0, query.Columns)
                   from row in Enumerable.Range(102, 26)
                   let band = row < 112 ? 400 - (Math.Abs(row - 107) * 75) : row is > 119 and < 125 && column > query.Columns * 3 / 4 ? 160 : row > 116 && column > query.Columns / 2 ? 9 : 0
                   let spans = band > 0 ? band + ((column * 37) + (row * 11)) % 7 : (column + row) % 23 == 0 ? 1 : 0
                   where spans > 0
                   select new HeatmapCell(column, row, spans, row > 118 ? spans / 3 : 0),
            ],
            FakeTraceReader.AllScanned);
    }

    public static DifferencesResult Differences { get; } = new(
        214, 30_700, 214, 4_986,
        [
            new(new("version"), [new("service.version")], [new("42", null, null, 0.97, 0.44)], 2),
            new(new("cold"), [], [new("true", null, null, 0.87, 0.03)], 2),
            new(new("payments.provider"), [], [new("northpay", null, null, 0.74, 0.26)], 4),
            new(new("payments.bytes"), [], [new(null, 4_096, 8_192, 0.71, 0.004)], 900),
            new(new("cloud.availability_zone", SearchScope.Resource), [], [new("euc1-az2", null, null, 0.41, 0.34)], 3),
            new(new("payments.idempotency_key"), [], [new(null, null, null, 0.31, 0)], 4_000),
        ]);

    public static TraceResult Trace(DateTimeOffset now)
    {
        var start = UnixTime.Nanoseconds(now.AddMinutes(-7));
        SpanRecord Span(
            ulong id, ulong parent, string service, string name, long from, long to, SpanKind kind = SpanKind.Internal,
            string error = "", params TelemetryAttribute[] attributes) => new()
            {
                SpanId = new SpanId(id),
                ParentSpanId = new SpanId(parent),
                Service = service,
                Name = name,
                Kind = kind,
                Status = error.Length > 0 ? SpanStatus.Error : SpanStatus.Unset,
                StatusMessage = error,
                StartUnixNanoseconds = start + (from * Millisecond),
                DurationNanoseconds = (to - from) * Millisecond,
                Attributes = attributes,
                Resource = [Text("service.name", service), Text("service.version", "42"), Text("cloud.region", "eu-central-1"), .. Places.GetValueOrDefault(service, [])],
            };
        return new TraceResult(
            TraceId.TryParse(Id, out var traceId) ? traceId : default,
            [
                Span(1, 0, "edge", "POST /orders", 0, 3_062, SpanKind.Server),
                Span(2, 1, "checkout", "POST /orders", 6, 3_054, SpanKind.Server),
                Span(3, 2, "cart", "GET /basket/{id}", 24, 80, SpanKind.Server),
                Span(4, 3, "cart", "SELECT baskets", 30, 70, SpanKind.Client, "", Text("db.system.name", "postgresql"), Text("db.namespace", "baskets")),
                Span(5, 2, "pricing", "POST /quote", 84, 131, SpanKind.Server),
                Span(6, 2, "inventory", "POST /reserve", 134, 236, SpanKind.Server),
                Span(7, 2, "checkout", "charge payment", 240, 2_988),
                Span(8, 7, "payments", "POST /charge", 244, 420, SpanKind.Server, "429 Too Many Requests"),
                Span(9, 7, "payments", "POST /charge", 524, 2_984, SpanKind.Server, "",
                    new("faas.coldstart", AttributeValue.Of(true)), Text("faas.name", "payments"), Text("faas.instance", "2026/11/23/[42]9c1e04d7"),
                    new("faas.max_memory", AttributeValue.Of(536_870_912)), Text("faas.trigger", "http"),
                    Text("payments.provider", "northpay"), new("payments.attempt", AttributeValue.Of(2)), new("payments.amount_eur", AttributeValue.Of(84.9))),
                Span(10, 9, "payments", "init", 548, 2_616),
                Span(11, 9, "payments", "northpay POST /v2/authorize", 2_634, 2_949, SpanKind.Client, "", Text("server.address", "api.northpay.example")),
                Span(12, 99, "fraud-score", "score", 2_620, 2_633, SpanKind.Server),
                Span(13, 2, "checkout", "send order.created", 2_990, 3_012, SpanKind.Producer, "",
                    Text("messaging.system", "aws_sqs"), Text("messaging.destination.name", "order.created")),
                Span(14, 13, "email-worker", "orders-queue process", 4_410, 4_880, SpanKind.Consumer) with
                {
                    Links = [new SpanLink(new TraceId(1, 2), new SpanId(3), "", [])],
                },
                Span(15, 14, "email-worker", "render receipt", 4_422, 4_538),
                Span(16, 14, "email-worker", "SMTP send", 4_406, 4_872, SpanKind.Client, "", Text("rpc.system", "aws-api"), Text("rpc.service", "SES")),
            ],
            Truncated: false,
            start);
    }

    /// <summary>The same order a little later, without the cold start, the second attempt and the fraud score; with one more query.</summary>
    public static TraceResult Warm(DateTimeOffset now)
    {
        var cold = Trace(now);
        var without = new ulong[] { 8, 10, 12 };
        return cold with
        {
            TraceId = TraceId.TryParse(WarmId, out var id) ? id : default,
            Spans =
            [
                .. cold.Spans.Where(span => !without.Contains(span.SpanId.Value)).Select(span => span.SpanId.Value switch
                {
                    1 or 2 or 7 => span with { DurationNanoseconds = span.DurationNanoseconds - (2_350 * Millisecond) },
                    9 => span with { DurationNanoseconds = 318 * Millisecond, StartUnixNanoseconds = span.StartUnixNanoseconds - (280 * Millisecond), Attributes = [] },
                    11 => span with { StartUnixNanoseconds = span.StartUnixNanoseconds - (2_380 * Millisecond), DurationNanoseconds = 301 * Millisecond },
                    >= 13 => span with { StartUnixNanoseconds = span.StartUnixNanoseconds - (2_350 * Millisecond) },
                    _ => span,
                }),
                cold.Spans[3] with { SpanId = new SpanId(77), Name = "SELECT coupons", StartUnixNanoseconds = cold.Spans[3].EndUnixNanoseconds, DurationNanoseconds = 6 * Millisecond },
            ],
        };
    }

    public static IReadOnlyList<LinkingSpan> LinkedFrom(DateTimeOffset now) =>
    [
        .. Enumerable.Range(1, 6).Select(index => new LinkingSpan(
            new TraceId(0x4f1c09ab77e35d10, (ulong)index), new SpanId((ulong)index), index % 2 == 0 ? "fulfilment" : "email-worker", "process orders-queue",
            UnixTime.Nanoseconds(now.AddMinutes(-6)) + (index * 900 * Millisecond), 300 * Millisecond, index == 2, new SpanId(1))),
    ];

    public static IReadOnlyList<LogRecord> Logs(DateTimeOffset now, int count = 40) =>
    [
        .. Enumerable.Range(0, count).Select(i =>
        {
            var (severity, body) = (i % 5) switch
            {
                1 => ((byte)13, "Retrying northpay authorize after 429"),
                3 => ((byte)17, "TimeoutException: The provider did not answer within 8 s"),
                4 => ((byte)9, "Order 8812-4471 placed"),
                _ => ((byte)9, "Charge ch_81f2 authorised"),
            };
            return new LogRecord
            {
                Id = $"line-{i}",
                TimeUnixNanoseconds = UnixTime.Nanoseconds(now) - (i * 311 * Millisecond),
                ObservedUnixNanoseconds = UnixTime.Nanoseconds(now) - (i * 311 * Millisecond) + (38 * Millisecond),
                SeverityNumber = severity,
                Body = body,
                Service = i % 5 == 4 ? "checkout" : "payments",
                TraceId = TraceId.TryParse(Id, out var traceId) ? traceId : default,
                SpanId = new SpanId(9),
                Attributes =
                [
                    Text("payments.provider", "northpay"), new("attempt", AttributeValue.Of(i % 3)), Text("order.id", $"8812-{4466 + i}"),
                    .. severity == 17
                        ? [Text("exception.type", "System.TimeoutException"), Text("exception.stacktrace", "System.TimeoutException: The provider did not answer\n   at Shop.Payments.NorthPayClient.AuthorizeAsync(Charge charge) in NorthPayClient.cs:line 88")]
                        : Array.Empty<TelemetryAttribute>(),
                ],
                Resource = [Text("service.version", "42"), Text("faas.name", "payments")],
            };
        }),
    ];

    public static LogPatternsResult Patterns(DateTimeOffset now)
    {
        var end = UnixTime.Nanoseconds(now);
        LogPattern Pattern(string text, long count, long errors, long warnings, string example, params string[] services) => new(
            text, new CompareExpression(new SearchField("body"), SearchOperator.Matches, SearchValue.OfQuoted("^" + text.Replace("<*>", "\\S+", StringComparison.Ordinal))),
            count, errors, warnings, end - (count * Millisecond * 400), end, services, example);
        return new LogPatternsResult(
            [
                Pattern("Charge <*> authorised", 6_100, 0, 0, "Charge ch_81f2 authorised", "payments"),
                Pattern("Order <*> placed", 2_400, 0, 0, "Order 8812-4471 placed", "checkout", "cart"),
                Pattern("Retrying northpay authorize after <*>", 900, 0, 900, "Retrying northpay authorize after 429", "payments"),
                Pattern("TimeoutException: The provider did not answer within <*> s", 480, 480, 0, "TimeoutException: The provider did not answer within 8 s", "payments"),
            ],
            10_000, 120, FakeTraceReader.AllScanned);
    }

    public static IReadOnlyList<LogHistogramBucket> LogHistogram(DateTimeOffset now) =>
    [
        .. Enumerable.Range(0, 120).Select(i => new LogHistogramBucket(
            UnixTime.Nanoseconds(now.AddSeconds(30 * (i - 120))), 150 + (i * 13 % 40) + (i > 88 ? 220 : 0), i > 88 ? 48 : i > 60 ? 9 : 1, i > 60 ? 34 : 2)),
    ];

    private static TelemetryAttribute Text(string key, string value) => new(key, AttributeValue.Of(value));
}
