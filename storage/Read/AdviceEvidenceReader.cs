using System.Data.Common;
using Observe.Functions.Advice;
using Observe.Functions.Invocations;
using Observe.Functions.Normalisation;
using Observe.Storage.Engine;

namespace Observe.Storage.Read;

/// <summary>
/// Looks through the newest pieces in one statement, which says whether there is more to ask: most functions are behind no queue and do not call
/// themselves. Beside it, the traces of the newest invocations are read.
/// </summary>
internal sealed class AdviceEvidenceReader(ClickHouseDatabase database, AsyncReader queues, InvokedTraces traces) : IAdviceEvidenceReader
{
    /// <summary>Traces that are named as evidence.</summary>
    private const int MostTraces = 3;

    /// <summary>Messages are looked for in the spans of the newest so many invocations.</summary>
    private const int MostMessages = 2_000;

    public async Task<AdviceEvidence> GetAsync(AdviceQuery query, CancellationToken cancellationToken)
    {
        var calls = CallsAsync(query, cancellationToken);
        var pieces = NewestAsync(query, cancellationToken);
        await Task.WhenAll(calls, pieces);
        if (await pieces is not { } newest)
        {
            return AdviceEvidence.None;
        }
        var range = query.Range with { FromUnixNanoseconds = Math.Max(query.Range.FromUnixNanoseconds, newest.Oldest) };
        var messages = newest.IsBehindQueue ? MessagesAsync(query.Function, range, cancellationToken) : Task.FromResult((ObservedRepeats.None, ObservedContext.None));
        var recursion = newest.IsSeveralTimesInATrace ? RecursionAsync(query.Function, range, cancellationToken) : Task.FromResult(ObservedRecursion.None);
        await Task.WhenAll(messages, recursion);
        var ((repeats, context), (chatter, retries, secrets)) = (await messages, await calls);
        return new AdviceEvidence(newest.Memory, Worse(newest.Requests, repeats), await recursion)
        {
            Context = context,
            Chatter = chatter,
            Retries = retries,
            Secrets = secrets,
        };
    }

    private async Task<(ObservedChatter Chatter, ObservedRetries Retries, ObservedSecrets Secrets)> CallsAsync(
        AdviceQuery query, CancellationToken cancellationToken)
    {
        var (newest, failed) = await traces.ReadAsync(query, cancellationToken);
        return (CallsInSequence.Of(newest), LayeredRetries.Of(newest.Concat(failed)), SecretsInTelemetry.Of(newest.Concat(failed)));
    }

    private async Task<Newest?> NewestAsync(AdviceQuery query, CancellationToken cancellationToken)
    {
        Newest? newest = null;
        foreach (var part in NewestFirst.Growing(query.Range))
        {
            newest = await NewestInAsync(query with { Range = part }, cancellationToken);
            if (newest?.Pieces >= query.Most)
            {
                break;
            }
        }
        return newest;
    }

    private async Task<Newest?> NewestInAsync(AdviceQuery query, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var pieces =
            "SELECT source, instance, invocation_id, trace_id, span_id, trigger, start_time, memory_bytes, memory_used_bytes FROM invocations "
            + $"WHERE function_id = {parameters.Add("UInt64", query.Function.Value)} AND {SearchClause.Time("start_time", query.Range, parameters)} "
            + $"AND source < {MergedInvocations.Number(PieceSource.Initialisation)} "
            + $"ORDER BY function_id DESC, start_time DESC LIMIT {parameters.Add("UInt64", (ulong)query.Most)}";
        var ofSpan = $"source = {MergedInvocations.Number(PieceSource.Span)} AND trace_id != toFixedString('', 16)";
        var shown = parameters.Add("UInt64", MostTraces);
        // By request, then all of them: the same id on another instance is another attempt (MergedInvocations).
        var rows = await database.QueryAsync(
            "SELECT sum(pieces), min(oldest), max(queued), "
            + "max(most_used), sum(measured), minIf(least_bytes, least_bytes > 0), max(most_bytes), "
            + $"countIf(id != ''), countIf(id != '' AND attempts > 1), arraySlice(groupArrayIf(lower(hex(last)), id != '' AND attempts > 1 AND last != toFixedString('', 16)), 1, {shown}), "
            + "max(most_in_trace) FROM ("
            + "SELECT invocation_id AS id, count() AS pieces, min(toUnixTimestamp64Nano(start_time)) AS oldest, "
            + $"countIf(trigger = {parameters.Add("String", FunctionTriggers.PubSub)}) > 0 AS queued, uniqExactIf(instance, instance != '') AS attempts, "
            + $"argMaxIf(trace_id, start_time, {ofSpan}) AS last, max(memory_used_bytes) AS most_used, countIf(memory_used_bytes > 0) AS measured, "
            + "minIf(memory_bytes, memory_bytes > 0) AS least_bytes, max(memory_bytes) AS most_bytes, "
            + $"max(in_trace) AS most_in_trace FROM (SELECT *, uniqExactIf(span_id, {ofSpan}) OVER (PARTITION BY trace_id) AS in_trace FROM ({pieces})) GROUP BY id)",
            parameters, row => row.Number(0) == 0 ? null : Newest.Of(row), cancellationToken);
        return rows[0];
    }

    private async Task<(ObservedRepeats Repeats, ObservedContext Context)> MessagesAsync(FunctionId function, TimeRange range, CancellationToken cancellationToken)
    {
        var (messages, again, context) = await queues.DeliveriesAsync(new AsyncQuery(function, range, MostMessages), cancellationToken);
        return (new ObservedRepeats(again.Count, messages, [.. again.Select(item => item.TraceIds[^1]).Take(MostTraces)]), context);
    }

    private async Task<ObservedRecursion> RecursionAsync(FunctionId function, TimeRange range, CancellationToken cancellationToken)
    {
        IReadOnlyList<Recursion> found = await queues.RecursionsAsync(new AsyncQuery(function, range), AsyncReader.ShortWait, cancellationToken);
        return found.Count == 0 ? ObservedRecursion.None : new(found[0].Depth, [.. found.Select(item => item.TraceId.ToString()).Take(MostTraces)]);
    }

    private static ObservedRepeats Worse(ObservedRepeats one, ObservedRepeats other) =>
        one.Count * other.Of >= other.Count * one.Of && one.Count > 0 ? one : other;

    private sealed record Newest(long Pieces, long Oldest, bool IsBehindQueue, ObservedMemory Memory, ObservedRepeats Requests, bool IsSeveralTimesInATrace)
    {
        public static Newest Of(DbDataReader row) => new(
            row.Number(0), row.Number(1), row.Number(2) != 0,
            // Of a size that was changed meanwhile nothing can be said.
            row.Number(5) == row.Number(6) ? new ObservedMemory(row.Number(6), row.Number(3), row.Number(4)) : ObservedMemory.Unknown,
            new ObservedRepeats(row.Number(8), row.Number(7), row.Items<string>(9)), row.Number(10) >= AsyncReader.ShallowRecursion);
    }
}
