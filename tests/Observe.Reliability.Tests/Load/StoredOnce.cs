using System.Text.Json;
using Observe.Conformance;
using Observe.Reliability.Tests.Server;

namespace Observe.Reliability.Tests.Load;

/// <summary>Compares what was acknowledged with what is stored and with what is shown of its service; others may send beside it.</summary>
/// <param name="Spans">Different spans that were acknowledged.</param>
/// <param name="Repeated">Requests that are stored more than once: their answer was lost, and their sender repeated them.</param>
internal sealed record StoredOnce(int Requests, int Spans, int Logs, int Repeated)
{
    public override string ToString() => $"{Requests} requests, {Spans} spans, {Logs} logs, {Repeated} requests stored again after a lost answer";

    public static async Task<StoredOnce> CheckAsync(Observed observed, IReadOnlyCollection<SentRequest> requests)
    {
        Assert.All(requests, request => Assert.True(request.IsAcknowledged));
        var traces = requests.Where(request => request.Request.Signal == Signal.Traces).ToList();
        var logs = requests.Where(request => request.Request.Signal == Signal.Logs).ToList();
        var repeatedTraces = await CheckRowsAsync(observed, "SELECT lower(hex(span_id)), status_message, count() FROM spans WHERE service = 'conformance' GROUP BY 1, 2", traces);
        var repeatedLogs = await CheckRowsAsync(observed, "SELECT lower(hex(span_id)), body, count() FROM logs WHERE service = 'conformance' GROUP BY 1, 2", logs);
        var verdict = new StoredOnce(requests.Count, Records(traces), Records(logs), repeatedTraces.Count + repeatedLogs.Count);
        await CheckShownOnceAsync(observed, verdict, repeatedTraces);
        await CheckRollupsAsync(observed, verdict);
        await CheckInvocationRollupsAsync(observed, verdict);
        return verdict;
    }

    /// <summary>The rollups of all slots that are over are those of the spans, and a chart out of both counts every span once.</summary>
    private static async Task CheckRollupsAsync(Observed observed, StoredOnce verdict)
    {
        const string Stored = "(SELECT toStartOfFiveMinutes(start_time) AS slot, count() AS stored, uniqExact(span_id) AS counted FROM spans GROUP BY slot) AS stored";
        const string IsOver = "slot < toStartOfFiveMinutes(now())";
        await Observed.UntilAsync(async () => (await observed.RowsAsync(
            $"SELECT slot FROM {Stored} LEFT JOIN (SELECT slot, stored_spans FROM rolled_slots FINAL) AS rolled USING (slot) "
            + $"WHERE stored != stored_spans AND {IsOver}")).Count == 0);
        var over = await observed.RowsAsync(
            $"SELECT counted, spans FROM {Stored} LEFT JOIN (SELECT slot, sum(spans) AS spans FROM span_slots FINAL GROUP BY slot) AS rolled USING (slot) WHERE {IsOver}");
        Assert.All(over, slot => Assert.Equal(slot[0], slot[1]));
        Assert.NotEmpty(over);
        var chart = await observed.GetAsync("/api/v1/traces/histogram?q=service%20%3D%20conformance&from=now-6h");
        Assert.Equal(verdict.Spans, chart.GetProperty("buckets").EnumerateArray().Sum(bucket => bucket.GetProperty("count").GetInt64()));
    }

    /// <summary>The same of invocations, whose slots are over a minute later.</summary>
    private static async Task CheckInvocationRollupsAsync(Observed observed, StoredOnce verdict)
    {
        const string Stored = "SELECT toStartOfFiveMinutes(start_time) AS slot, uniqExact(invocation_id) AS counted FROM invocations GROUP BY slot";
        const string Rolled = "SELECT slot, sum(invocations) AS rolled FROM invocation_slots "
            + "WHERE revision IN (SELECT max(revision) FROM rolled_invocation_slots GROUP BY slot) GROUP BY slot";
        const string IsOver = "slot < toStartOfFiveMinutes(now() - INTERVAL 70 SECOND)";
        await Observed.UntilAsync(async () => (await observed.RowsAsync(
            $"SELECT slot FROM ({Stored}) AS stored LEFT JOIN ({Rolled}) AS rolled USING (slot) WHERE counted != rolled AND {IsOver}")).Count == 0);
        Assert.NotEmpty(await observed.RowsAsync($"SELECT slot FROM ({Stored}) WHERE {IsOver}"));
        var functions = (await observed.GetAsync("/api/v1/functions?from=now-6h")).GetProperty("items");
        Assert.Equal(verdict.Spans, Assert.Single(functions.EnumerateArray(), IsOurs).GetProperty("invocations").GetInt64());
    }

    /// <summary>Every record is there, unchanged, and nothing that was not sent; more than once only when an answer was lost.</summary>
    private static async Task<IReadOnlyList<SentRequest>> CheckRowsAsync(Observed observed, string sql, List<SentRequest> requests)
    {
        var rows = (await observed.RowsAsync(sql)).ToDictionary(row => row[0]);
        var repeated = new List<SentRequest>();
        foreach (var request in requests)
        {
            var copies = request.Records.Select(record =>
            {
                Assert.True(rows.Remove(record.SpanId, out var row), $"an acknowledged record is lost: {record.SpanId} of trace {request.TraceId}");
                var content = row[1].Split(' ', 2);
                Assert.Equal((record.Hash, record.Payload), (content[0], content[1]));
                Assert.Equal(content[0], SentRequest.HashOf(content[1]));
                return int.Parse(row[2], System.Globalization.CultureInfo.InvariantCulture);
            }).Distinct().ToList();
            // All of a request or nothing of it.
            Assert.InRange(Assert.Single(copies), 1, 1 + request.LostAnswers);
            if (copies[0] > 1)
            {
                repeated.Add(request);
            }
        }
        Assert.Empty(rows);
        return repeated;
    }

    private static async Task CheckShownOnceAsync(Observed observed, StoredOnce verdict, IReadOnlyList<SentRequest> repeatedTraces)
    {
        foreach (var request in repeatedTraces)
        {
            var trace = await observed.GetAsync($"/api/v1/traces/{request.TraceId}");
            Assert.Equal(
                request.Records.Select(record => record.SpanId).Order(),
                trace.GetProperty("spans").EnumerateArray().Select(span => span.GetProperty("spanId").GetString()!).Order());
        }
        Assert.Equal(verdict.Logs, (await observed.ListAsync("/api/v1/logs?q=service%20%3D%20conformance")).Count);
        var functions = (await observed.GetAsync("/api/v1/functions")).GetProperty("items");
        Assert.Equal(verdict.Spans, Assert.Single(functions.EnumerateArray(), IsOurs).GetProperty("invocations").GetInt64());
        Assert.Equal([[$"{verdict.Spans}"]], await observed.RowsAsync("SELECT uniqExact(invocation_id) FROM invocations WHERE function = 'crash'"));
    }

    private static bool IsOurs(JsonElement function) => function.GetProperty("name").GetString() == "crash";

    private static int Records(List<SentRequest> requests) => requests.Sum(request => request.Records.Count);
}
