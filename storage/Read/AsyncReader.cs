using System.Data.Common;
using Observe.Functions.Advice;
using Observe.Functions.Async;
using Observe.Storage.Engine;
using Observe.Storage.Search;
using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>Reads queues from the spans of a function's newest invocations and those that they point to.</summary>
internal sealed class AsyncReader(ClickHouseDatabase database, TimeProvider time) : IAsyncReader
{
    /// <summary>A message may have waited so long: a queue keeps one for at most 14 days (SQS), a retry waits up to 6 hours (Lambda).</summary>
    private const long LongestWait = 14 * 86_400 * UnixTime.NanosecondsPerSecond;

    private const int MostListed = 20;

    /// <summary>Senders that one statement asks for.</summary>
    private const int SendersAStatement = 5_000;

    /// <summary>Traces that are looked at for recursion, those with the most invocations.</summary>
    private const int MostTraces = 20;

    /// <summary>Of those that a function works on, the ones that are asked about: more than a few have none.</summary>
    private const int MostQueues = 3;

    /// <summary>Traces that are named as examples.</summary>
    private const int MostExamples = 3;

    /// <summary>A function behind itself once is a retry within a trace, or a design; Lambda's own limit is 16.</summary>
    internal const int ShallowRecursion = FunctionAdvisor.UsualDepth + 1;

    /// <summary>Most calls of a function by itself come within so long. Nanoseconds.</summary>
    internal const long ShortWait = 3_600 * UnixTime.NanosecondsPerSecond;

    /// <summary>The sender said that the parent is a span of the same process (opentelemetry-proto, SpanFlags).</summary>
    private const string HasLocalParent = "bitAnd(flags, 0x300) = 0x100";

    private const string Invoked = "source = 2 AND trace_id != toFixedString('', 16)";

    public async Task<AsyncResult> GetAsync(AsyncQuery query, CancellationToken cancellationToken)
    {
        var works = WorksAsync(query, cancellationToken);
        var attempts = AttemptsAsync(query, cancellationToken);
        var recursions = RecursionsAsync(query, LongestWait, cancellationToken);
        await Task.WhenAll(works, attempts, recursions);
        var messages = await MessagesAsync(await works, query.Range, cancellationToken);
        return new AsyncResult
        {
            Messages = messages,
            Lag = QueueLag.Of(messages),
            Redeliveries = [.. Redelivery.Of(messages).Take(MostListed)],
            Attempts = await attempts,
            Recursions = await recursions,
            IsNewestOnly = (await works).Count >= query.Most,
        };
    }

    public async Task<AsyncMessages> MessagesAsync(AsyncQuery query, CancellationToken cancellationToken)
    {
        var works = await WorksAsync(query, cancellationToken);
        return new AsyncMessages(await MessagesAsync(works, query.Range, cancellationToken), works.Count >= query.Most);
    }

    /// <summary>
    /// How many messages with an id there were and those of them that were worked on more than once, and the work that leads to no sender.
    /// </summary>
    internal async Task<(long Messages, IReadOnlyList<Redelivery> Again, ObservedContext Context)> DeliveriesAsync(
        AsyncQuery query, CancellationToken cancellationToken)
    {
        var works = await WorksAsync(query, cancellationToken);
        QueuedMessage[] messages = [.. works.SelectMany(work => Messages(work, [])).Where(message => message.MessageId.Length > 0)];
        return (
            messages.DistinctBy(message => (message.MessageId, message.Destination)).Count(), Redelivery.Of(messages),
            await ContextAsync(works, cancellationToken));
    }

    /// <summary>Of the queue with the most work that leads to no sender, if a sender with traces writes to it while it was worked on.</summary>
    private async Task<ObservedContext> ContextAsync(IReadOnlyList<Work> works, CancellationToken cancellationToken)
    {
        var queues = works.Where(work => work.Destination.Length > 0).GroupBy(work => work.Destination)
            .Select(group => (
                Destination: group.Key, Of: group.LongCount(), Range: new TimeRange(group.Min(work => work.Start) - ShortWait, group.Max(work => work.Start) + 1),
                Without: group.Where(work => !work.HasContext).ToArray()))
            .Where(queue => queue.Without.Length > 0)
            .OrderByDescending(queue => queue.Without.Length).ThenBy(queue => queue.Destination, StringComparer.Ordinal)
            .Take(MostQueues);
        foreach (var (destination, of, range, without) in queues)
        {
            if (await IsSentToAsync(destination, range, cancellationToken))
            {
                return new ObservedContext(destination, without.Length, of, [.. without.Select(work => work.TraceId).Distinct().Take(MostExamples)]);
            }
        }
        return ObservedContext.None;
    }

    private async Task<bool> IsSentToAsync(string destination, TimeRange range, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var value = parameters.Add("String", destination);
        var key = parameters.Add("String", "messaging.destination.name");
        var rows = await database.QueryAsync(
            $"SELECT 1 FROM spans WHERE {SearchClause.Time("start_time", range, parameters)} AND kind = {(byte)SpanKind.Producer} AND attr_string[{key}] = {value} "
            + $"AND {SearchItems.Has(key, new SearchValue(destination), parameters)} LIMIT 1",
            parameters, row => row.Number(0), cancellationToken);
        return rows.Count > 0;
    }

    /// <summary>
    /// The spans of the invocations that say something of a message, and those right below them: an instrumentation may give an invocation a span for
    /// the batch that it reads, or one for each message. These then say it better.
    /// </summary>
    private async Task<IReadOnlyList<Work>> WorksAsync(AsyncQuery query, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var range = SearchClause.Time("start_time", query.Range, parameters);
        var most = parameters.Add("UInt64", (ulong)query.Most);
        var function = parameters.Add("UInt64", query.Function.Value);
        var own = $"SELECT trace_id, span_id FROM invocations WHERE function_id = {function} AND {range} AND {Invoked} ORDER BY start_time DESC LIMIT {most}";
        var works = await database.QueryAsync(
            $"SELECT lower(hex(trace_id)), lower(hex(parent_span_id)), kind, toUnixTimestamp64Nano(start_time), "
            + "attr_string['messaging.message.id'], attr_string['messaging.destination.name'], "
            + "greatest(1000000000 * attr_int['messaging.servicebus.message.enqueued_time'], "
            + "1000000000 * attr_int['messaging.eventhubs.message.enqueued_time'], attr_int['observe.message.sent_unix_nano']), "
            + "arrayMap(i -> lower(hex(i)), link_trace_ids), arrayMap(i -> lower(hex(i)), link_span_ids), "
            + $"link_attributes, lower(hex(span_id)), {HasLocalParent} FROM spans WHERE {range} AND trace_id IN (SELECT trace_id FROM ({own})) AND ("
            + $"((trace_id, span_id) IN ({own}) AND (kind = {(byte)SpanKind.Consumer} OR notEmpty(link_trace_ids) OR attr_string['messaging.system'] != '')) "
            + $"OR ((trace_id, parent_span_id) IN ({own}) AND kind = {(byte)SpanKind.Consumer} AND {HasLocalParent})) "
            + "ORDER BY start_time DESC, span_id LIMIT 1 BY trace_id, span_id",
            parameters, ReadWork, cancellationToken);
        var byId = works.ToDictionary(work => (work.TraceId, work.SpanId));
        var told = works.Where(work => work.IsInner).Select(work => (work.TraceId, work.Parent)).ToHashSet();
        return
        [
            .. works.Where(work => !told.Contains((work.TraceId, work.SpanId)))
                // What the invocation above was told holds for what is below it. One that says nothing of a message may have been told by other means.
                .Select(work => work with { HasContext = work.HasContext || (work.IsInner && byId.GetValueOrDefault((work.TraceId, work.Parent))?.HasContext != false) }),
        ];
    }

    private static Work ReadWork(DbDataReader row)
    {
        var traces = row.Items<string>(7);
        var spans = row.Items<string>(8);
        var attributes = row.Items<string>(9);
        var enqueued = row.Number(6);
        return new Work(
            row.GetString(0), row.GetString(1), (SpanKind)row.Number(2) == SpanKind.Consumer, row.Number(3), row.GetString(4), row.GetString(5),
            enqueued > 0 ? enqueued : null,
            [.. traces.Select((trace, index) => new Sender((trace, spans[index]), MessageIdOf(attributes[index])))], row.GetString(10), row.Number(11) != 0);
    }

    /// <summary>An instrumentation says of which message of a batch a link is.</summary>
    private static string MessageIdOf(string linkAttributes) =>
        OtlpJson.Read(linkAttributes).Where(attribute => attribute.Key == "messaging.message.id").Select(attribute => attribute.Value.ToString()).FirstOrDefault() ?? "";

    /// <summary>One message for each that a span's links or its parent sent, or the one that its attributes name.</summary>
    private async Task<IReadOnlyList<QueuedMessage>> MessagesAsync(IReadOnlyList<Work> works, TimeRange range, CancellationToken cancellationToken)
    {
        var sent = new Dictionary<(string, string), long>();
        foreach (var senders in works.SelectMany(work => work.Senders).Select(sender => sender.Span).Distinct().Chunk(SendersAStatement))
        {
            foreach (var (span, end) in await SentAsync(senders, range, cancellationToken))
            {
                sent[span] = end;
            }
        }
        return [.. works.SelectMany(work => Messages(work, sent))];
    }

    private static IEnumerable<QueuedMessage> Messages(Work work, Dictionary<(string, string), long> sent)
    {
        var one = new QueuedMessage
        {
            TraceId = work.TraceId,
            ProcessedUnixNanoseconds = work.Start,
            EnqueuedUnixNanoseconds = work.Enqueued,
            MessageId = work.MessageId,
            Destination = work.Destination,
        };
        var known = work.Senders.Where(sender => sender.MessageId.Length > 0 || sent.ContainsKey(sender.Span)).ToArray();
        if (work.Enqueued is not null || known.Length == 0)
        {
            return work.IsConsumer || work.Enqueued is not null || work.MessageId.Length > 0 ? [one] : [];
        }
        // A batch: each link is a message of its own, and the id of the span, if there is one, is the batch's.
        return known.Select(sender => one with
        {
            EnqueuedUnixNanoseconds = sent.TryGetValue(sender.Span, out var end) ? end : null,
            MessageId = sender.MessageId.Length > 0 ? sender.MessageId : one.MessageId,
        });
    }

    /// <summary>The end of each of these spans.</summary>
    private async Task<Dictionary<(string, string), long>> SentAsync(
        IReadOnlyCollection<(string TraceId, string SpanId)> senders, TimeRange range, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var when = SearchClause.Time(
            "start_time", new TimeRange(range.FromUnixNanoseconds - LongestWait, range.ToUnixNanoseconds), parameters);
        var traces = parameters.Add("Array(String)", senders.Select(sender => sender.TraceId).ToArray());
        var spans = parameters.Add("Array(String)", senders.Select(sender => sender.SpanId).ToArray());
        var rows = await database.QueryAsync(
            "SELECT lower(hex(trace_id)), lower(hex(span_id)), max(toUnixTimestamp64Nano(start_time) + duration_ns) FROM spans "
            + $"WHERE {when} AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({traces})), 16)) "
            + "AND (trace_id, span_id) IN (SELECT toFixedString(unhex(item.1), 16), toFixedString(unhex(item.2), 8) "
            + $"FROM (SELECT arrayJoin(arrayZip({traces}, {spans})) AS item)) GROUP BY trace_id, span_id",
            parameters, row => (Key: (row.GetString(0), row.GetString(1)), End: row.Number(2)), cancellationToken);
        return rows.ToDictionary(row => row.Key, row => row.End);
    }

    private async Task<IReadOnlyList<RepeatedInvocation>> AttemptsAsync(AsyncQuery query, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var scope = await PieceScope.StartedInAsync(database, query.Range, parameters, query.Function.Value, cancellationToken);
        var merged = MergedInvocations.Sql(
            scope, UnixTime.Nanoseconds(time.GetUtcNow()), parameters,
            ("id", "max(t.invocation_id)"), ("trace", "anyIf(lower(hex(t.trace_id)), t.trace_id != toFixedString('', 16))"));
        var most = parameters.Add("UInt64", (ulong)MostListed);
        return await database.QueryAsync(
            $"SELECT id, count() AS attempts, countIf(outcome IN ({MergedInvocations.Failed})), min(start_ns), argMax(trace, start_ns) "
            + $"FROM ({merged}) WHERE {MergedInvocations.Started(query.Range, parameters)} AND id != '' GROUP BY id HAVING attempts > 1 "
            + $"ORDER BY attempts DESC, id LIMIT {most}",
            parameters,
            row => new RepeatedInvocation(row.GetString(0), (int)row.Number(1), (int)row.Number(2), row.Number(3), row.TraceId(4)), cancellationToken);
    }

    /// <param name="reach">Spans of the traces are looked for so long before and after the range, nanoseconds.</param>
    internal async Task<IReadOnlyList<Recursion>> RecursionsAsync(AsyncQuery query, long reach, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var range = SearchClause.Time("start_time", query.Range, parameters);
        var function = parameters.Add("UInt64", query.Function.Value);
        var least = parameters.Add("UInt64", (ulong)ShallowRecursion);
        var most = parameters.Add("UInt64", (ulong)MostTraces);
        var own = $"SELECT trace_id, groupUniqArray(lower(hex(span_id))) AS ids FROM invocations WHERE function_id = {function} AND {range} AND {Invoked} "
            + $"GROUP BY trace_id HAVING uniqExact(span_id) >= {least} ORDER BY uniqExact(span_id) DESC, trace_id LIMIT {most}";
        // A trace may have begun before the range, and go on behind it.
        var around = SearchClause.Time(
            "start_time", new TimeRange(query.Range.FromUnixNanoseconds - reach, query.Range.ToUnixNanoseconds + reach), parameters);
        var rows = await database.QueryAsync(
            "SELECT lower(hex(trace_id)), ids, groupArray((lower(hex(span_id)), lower(hex(parent_span_id)))) FROM spans "
            + $"INNER JOIN ({own}) AS own USING (trace_id) WHERE {around} AND trace_id IN (SELECT trace_id FROM ({own})) GROUP BY trace_id, ids",
            parameters,
            row => (Trace: row.TraceId(0), Own: row.Items<string>(1).ToHashSet(), Spans: row.Items<Tuple<string, string>>(2)), cancellationToken);
        return
        [
            .. rows.Select(row => new Recursion(row.Trace, CallPath.Depth([.. row.Spans.Select(span => (span.Item1, span.Item2, row.Own.Contains(span.Item1)))])))
                .Where(item => item.Depth >= ShallowRecursion).OrderByDescending(item => item.Depth),
        ];
    }

    /// <param name="Parent">The id of its parent span, all zero for none.</param>
    /// <param name="Enqueued">As the platform's attributes say, unix nanoseconds.</param>
    private sealed record Work(
        string TraceId, string Parent, bool IsConsumer, long Start, string MessageId, string Destination, long? Enqueued,
        IReadOnlyList<Sender> Links, string SpanId, bool HasLocalParent)
    {
        /// <summary>Below the invocation's span, which it tells more of.</summary>
        public bool IsInner => IsConsumer && HasLocalParent;

        /// <summary>Something leads from it to a sender, stored or not: a link, or a parent elsewhere.</summary>
        public bool HasContext { get; init; } = Links.Count > 0 || (!(IsConsumer && HasLocalParent) && Parent.AsSpan().ContainsAnyExcept('0'));

        /// <summary>The spans that may have sent what it worked on: those of its links; without any a consumer's parent.</summary>
        public IEnumerable<Sender> Senders =>
            Links.Count > 0 ? Links : IsConsumer && !HasLocalParent && Parent.AsSpan().ContainsAnyExcept('0') ? [new Sender((TraceId, Parent), "")] : [];
    }

    /// <summary>A span that may have sent a message, and the id of the message when that is known.</summary>
    private sealed record Sender((string TraceId, string SpanId) Span, string MessageId);
}
