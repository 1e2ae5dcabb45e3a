using System.Data.Common;
using Observe.Functions.Advice;
using Observe.Functions.Invocations;
using Observe.Functions.Kinds;
using Observe.Functions.Normalisation;
using Observe.Storage.Engine;
using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>Reads the traces of a function's newest invocations, as far as the advisor looks at calls.</summary>
internal sealed class InvokedTraces(ClickHouseDatabase database)
{
    /// <summary>How a function calls others is the same from one invocation to the next: these tell it.</summary>
    private const int MostInvocations = 200;

    /// <summary>What is tried again has mostly failed, and failures are few among the newest: these are of more of them.</summary>
    private const int MostFailed = 50;

    private const int MostWithFailures = 2_000;

    /// <summary>More come only from traces of a hundred spans each, of which a part is enough.</summary>
    private const int MostSpans = 20_000;

    /// <summary>Who waits for an invocation began no longer before it, and what it waits for begins no later: Lambda ends them after so long. Nanoseconds.</summary>
    private const long Reach = 900 * UnixTime.NanosecondsPerSecond;

    /// <summary>The newest, and those that failed which are not among them: in one statement, because planning one takes longer than reading a few traces.</summary>
    public async Task<(IReadOnlyList<TracedSpan> Newest, IReadOnlyList<TracedSpan> Failed)> ReadAsync(AdviceQuery query, CancellationToken cancellationToken)
    {
        var (newest, failed) = await InvocationsAsync(query, cancellationToken);
        var traces = newest.Select(item => item.TraceId).ToHashSet();
        var spans = (await SpansAsync([.. newest, .. failed], cancellationToken)).ToLookup(span => traces.Contains(span.TraceId));
        return ([.. spans[true]], [.. spans[false]]);
    }

    private async Task<(Invocation[] Newest, Invocation[] Failed)> InvocationsAsync(AdviceQuery query, CancellationToken cancellationToken)
    {
        (Invocation[] Newest, Invocation[] Failed) found = ([], []);
        foreach (var part in NewestFirst.Growing(query.Range))
        {
            found = await InvocationsInAsync(query with { Range = part }, cancellationToken);
            if (found.Newest.Length >= MostInvocations)
            {
                break;
            }
        }
        return found;
    }

    private async Task<(Invocation[] Newest, Invocation[] Failed)> InvocationsInAsync(AdviceQuery query, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var pieces =
            "SELECT toUnixTimestamp64Nano(start_time) AS start, trace_id, span_id, outcome FROM invocations "
            + $"WHERE function_id = {parameters.Add("UInt64", query.Function.Value)} AND {SearchClause.Time("start_time", query.Range, parameters)} "
            + $"AND source = {MergedInvocations.Number(PieceSource.Span)} AND trace_id != toFixedString('', 16) "
            + $"ORDER BY function_id DESC, start_time DESC LIMIT {parameters.Add("UInt64", (ulong)MostWithFailures)}";
        var rows = await database.QueryAsync(
            $"SELECT {Newest("groupArray((start, trace_id, span_id))", MostInvocations)}, "
            + $"{Newest($"groupArrayIf((start, trace_id, span_id), outcome IN ({MergedInvocations.Failed}))", MostFailed)} FROM ({pieces})",
            parameters, row => (Read(row, 0), Read(row, 1)), cancellationToken);
        return rows[0];

        string Newest(string all, int most) =>
            $"arrayMap(item -> (item.1, lower(hex(item.2)), lower(hex(item.3))), arraySlice(arrayReverseSort({all}), 1, {parameters.Add("UInt64", (ulong)most)}))";

        static Invocation[] Read(DbDataReader row, int column) =>
            Array.ConvertAll(row.Items<Tuple<long, string, string>>(column), item => new Invocation(item.Item1, item.Item2, item.Item3));
    }

    private async Task<IReadOnlyList<TracedSpan>> SpansAsync(Invocation[] invocations, CancellationToken cancellationToken)
    {
        if (invocations.Length == 0)
        {
            return [];
        }
        var own = invocations.Select(item => (item.TraceId, item.SpanId)).ToHashSet();
        var parameters = new SqlParameters();
        var around = new TimeRange(invocations.Min(item => item.Start) - Reach, invocations.Max(item => item.Start) + Reach);
        var traces = parameters.Add("Array(String)", invocations.Select(item => item.TraceId).Distinct().ToArray());
        var redacted = parameters.Add("String", SecretsInTelemetry.Replacement);
        var isCall = $"kind = {(byte)SpanKind.Client}";
        return await database.QueryAsync(
            $"SELECT lower(hex(trace_id)), lower(hex(span_id)), lower(hex(parent_span_id)), service, name, kind, status, toUnixTimestamp64Nano(start_time), duration_ns, "
            + $"if({isCall}, mapKeys(attr_string), []), if({isCall}, mapValues(attr_string), []), "
            + $"arrayFirst((key, value) -> position(value, {redacted}) > 0, mapKeys(attr_string), mapValues(attr_string)) FROM spans "
            + $"WHERE {SearchClause.Time("start_time", around, parameters)} AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({traces})), 16)) "
            + $"LIMIT 1 BY trace_id, span_id LIMIT {parameters.Add("UInt64", MostSpans)}",
            parameters, row => ReadSpan(row, own), cancellationToken);
    }

    private static TracedSpan ReadSpan(DbDataReader row, HashSet<(string TraceId, string SpanId)> own)
    {
        var (trace, span, kind, start) = (row.GetString(0), row.GetString(1), (SpanKind)row.Number(5), row.Number(7));
        var (keys, values) = (row.Items<string>(9), row.Items<string>(10));
        AttributeLookup attribute = key => Array.IndexOf(keys, key) is >= 0 and var index ? values[index] : null;
        return new TracedSpan(trace, span, row.GetString(2), row.GetString(3), row.GetString(4))
        {
            Start = start,
            End = start + row.Number(8),
            IsCall = kind == SpanKind.Client,
            IsAnswer = kind == SpanKind.Server,
            HasFailed = (SpanStatus)row.Number(6) == SpanStatus.Error,
            IsInvocation = own.Contains((trace, span)),
            Peer = keys.Length == 0 ? "" : CalledNodeReader.Read(attribute)?.Name ?? "",
            Target = keys.Length == 0 ? "" : Target(attribute),
            RedactedAttribute = row.GetString(11),
        };
    }

    /// <summary>Names of requests are often only their method.</summary>
    private static string Target(AttributeLookup attribute) =>
        attribute("url.full") ?? attribute("http.url") ?? attribute("db.query.text") ?? attribute("db.statement") ?? attribute("rpc.method") ?? "";

    private sealed record Invocation(long Start, string TraceId, string SpanId);
}
