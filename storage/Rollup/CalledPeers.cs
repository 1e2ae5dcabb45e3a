using Observe.Functions.Kinds;
using Observe.Storage.Engine;
using Observe.Storage.Read;

namespace Observe.Storage.Rollup;

/// <summary>
/// SQL of peers: what spans of the kinds client, producer and consumer say that they call or take from, as the attributes that name it
/// (<see cref="CalledNodeReader.Keys"/>). Spans that name nothing have the peer 0.
/// </summary>
internal sealed class CalledPeers(RollupLedgers ledgers)
{
    /// <summary>What is kept of a group of calls: their number, those that failed, and <see cref="DurationQuantiles"/> of the callers' spans.</summary>
    public const string Quantities = "calls, errors, durations";

    /// <summary>A shorter range is read from the spans.</summary>
    private const int FewestSlots = 12;

    /// <summary>As long as the names that are made of them, with room for what stands before a name.</summary>
    private const int LongestValue = 300;

    private const string HasPeer = "kind IN (3, 4, 5)";

    private static readonly string Keys = string.Join(", ", CalledNodeReader.Keys.Select(key => $"'{key}'"));

    /// <summary>
    /// The attributes of a span that name its peer, a Map in order of its keys. An address is cut to its host, and a method to its service: who asks a thousand
    /// pages of one host calls one peer.
    /// </summary>
    public static readonly string Attributes =
        "mapSort(mapApply((k, v) -> (k, multiIf("
        + "k IN ('url.full', 'http.url'), concat('http://', domain(v)), "
        + "k = 'rpc.method', replaceRegexpOne(v, '([/.])[^/.]*$', '\\1-'), "
        + $"leftUTF8(v, {LongestValue}))), mapFilter((k, v) -> k IN ({Keys}), mapConcat(attr_string, attr_json))))";

    /// <summary>The number of a peer by its attributes.</summary>
    public static string Number(string attributes) => $"if(empty({attributes}), 0, cityHash64(mapKeys({attributes}), mapValues({attributes})))";

    /// <summary>A subquery over spans of the columns slot, service, status, what tells spans apart, attributes and peer, of those that can have a peer.</summary>
    public static string Calling(string spans) =>
        $"SELECT {RollupSlot.OfSpan} AS slot, service, status, {RolledSpans.Sameness}, {Attributes} AS attributes, {Number("attributes")} AS peer "
        + $"FROM spans WHERE {HasPeer} AND {spans}";

    /// <summary>SQL of <see cref="Quantities"/> over <see cref="Calling"/>.</summary>
    public static readonly string Sums =
        $"{RolledSpans.Once} AS calls, uniqExactIf({RolledSpans.Sameness}, status = 2) AS errors, {RolledSpans.Durations} AS durations";

    /// <summary>A subquery of the calls of a range: service, peer, kind and <see cref="Quantities"/>.</summary>
    public string Sql(TimeRange range, SqlParameters parameters)
    {
        var time = SearchClause.Time("start_time", range, parameters);
        var rolled = RolledWithin(range);
        var rest = $"SELECT service, peer, kind, {Sums} FROM ({Calling(time + (rolled?.Excluding(parameters) ?? ""))}) WHERE peer != 0 GROUP BY service, peer, kind";
        return rolled is not { } part
            ? rest
            : $"SELECT service, peer, kind, {Quantities} FROM peer_calls FINAL WHERE {part.Including(parameters)} UNION ALL {rest}";
    }

    /// <summary>A subquery of the peers of a range: peer and its attributes, some of them more than once.</summary>
    public string PeersSql(TimeRange range, SqlParameters parameters)
    {
        var time = SearchClause.Time("start_time", range, parameters);
        var rolled = RolledWithin(range);
        var rest = $"SELECT peer, attributes FROM ({Calling(time + (rolled?.Excluding(parameters) ?? ""))}) WHERE peer != 0";
        if (rolled is null)
        {
            return rest;
        }
        var first = parameters.Add("UInt32", RollupSlot.SecondsOf(rolled.Value.From));
        var last = parameters.Add("UInt32", RollupSlot.SecondsOf(rolled.Value.To));
        return "SELECT peer, attributes FROM peers "
            + $"WHERE day >= toDate(toDateTime({first}, 'UTC'), 'UTC') AND day <= toDate(toDateTime({last}, 'UTC'), 'UTC') UNION ALL {rest}";
    }

    /// <summary>Null when the spans alone have to answer.</summary>
    private RolledRange? RolledWithin(TimeRange range)
    {
        var from = Math.Clamp(RollupSlot.From(range.FromUnixNanoseconds), 0, RollupSlot.Last);
        var to = Math.Clamp(RollupSlot.Of(range.ToUnixNanoseconds), 0, RollupSlot.Last);
        return to - from >= FewestSlots && ledgers.Spans.Unrolled(from, to, RolledSpans.MostUnrolled) is { } unrolled ? new RolledRange(from, to, unrolled) : null;
    }
}
