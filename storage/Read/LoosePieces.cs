using Observe.Functions.Invocations;
using Observe.Functions.Lambda;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>
/// SQL that says which invocation each piece is of. Most pieces say it themselves. Two kinds are loose:
/// <list type="bullet">
/// <item>One with an invocation id and no instance (the host of an Azure function beside its worker, a platform's record beside a span): it goes to
/// the invocation of that id at the same provider which names the nearest start, when that is near enough, and takes its function, too: the
/// platform may know less of a function's identity than the function itself.</item>
/// <item>An initialisation: it goes to the next invocation of its instance within an hour (one that is repeated inside an invocation: to that which began within a minute before it);
/// without an instance, of its function. Without such an invocation it has no place.</item>
/// </list>
/// Where a piece goes depends on the stored pieces alone, not on the order in which they came. Only ranges that hold loose pieces pay for them.
/// </summary>
internal static class LoosePieces
{
    /// <summary>The key of a piece that is not loose.</summary>
    public const string Key = "if(invocation_id != '', cityHash64(invocation_id, instance), cityHash64(trace_id, span_id))";
    private const string Start = "toUnixTimestamp64Nano(start_time)";

    private const string IsPlaced = "loose = 0";
    private static readonly string IsBare = Is(LooseKinds.Bare);

    /// <summary>A subquery of all columns of the table and <c>key</c>, which is the same in all pieces of an invocation.</summary>
    public static string Placed(PieceScope scope)
    {
        var all = new List<string> { $"SELECT *, {Key} AS key FROM invocations WHERE {scope.Own} AND {IsPlaced}" };
        if (scope.Loose.HasFlag(LooseKinds.Bare))
        {
            all.Add(Bare(scope));
        }
        if (scope.Loose.HasFlag(LooseKinds.Initialisation))
        {
            all.Add(Initialisations(scope, LooseKinds.Initialisation, "<=", InvocationReach.LongestInvocation));
        }
        if (scope.Loose.HasFlag(LooseKinds.Suppressed))
        {
            all.Add(Initialisations(scope, LooseKinds.Suppressed, ">=", InvocationReach.PieceSkew));
        }
        return string.Join(" UNION ALL ", all);
    }

    private static string Bare(PieceScope scope)
    {
        var bare = $"SELECT * FROM invocations WHERE {scope.Near} AND {IsBare}";
        return
            "SELECT * EXCEPT (loose_attempts, loose_nearest, loose_found) REPLACE (if(loose_found, loose_nearest.2, function_id) AS function_id), "
            + "if(loose_found, loose_nearest.3, cityHash64(invocation_id, '')) AS key FROM ("
            // The names begin alike because a statement around this one may give any other name to something else.
            + "SELECT loose_bare.*, loose_tried.loose_attempts AS loose_attempts, "
            + $"arraySort(item -> (abs(item.1 - {Start}), item.1, item.3), loose_attempts)[1] AS loose_nearest, "
            + $"notEmpty(loose_attempts) AND abs(loose_nearest.1 - {Start}) <= {InvocationReach.PieceSkew} AS loose_found "
            + $"FROM ({bare}) AS loose_bare LEFT JOIN ("
            + $"SELECT provider, invocation_id, groupUniqArray(({Start}, function_id, {Key})) AS loose_attempts FROM invocations "
            + $"WHERE {scope.Near} AND {IsPlaced} AND instance != '' AND invocation_id IN (SELECT invocation_id FROM ({bare})) "
            + "GROUP BY provider, invocation_id) AS loose_tried ON loose_bare.provider = loose_tried.provider AND loose_bare.invocation_id = loose_tried.invocation_id) WHERE 1"
            // After a piece has found its place: before that it may name another function.
            + scope.Function;
    }

    /// <param name="order">How their starts compare with that of the invocation.</param>
    /// <param name="reach">Nanoseconds that the two may be apart.</param>
    private static string Initialisations(PieceScope scope, LooseKinds kind, string order, long reach)
    {
        var inits = $"SELECT * FROM invocations WHERE {scope.Far} AND {Is(kind)}";
        return
            $"SELECT * EXCEPT (loose_place, loose_at, loose_start, loose_function, loose_key) REPLACE (loose_function AS function_id, "
            + $"if(init_class = {Number(InitClass.Cold)} AND loose_start - end_ns > {LambdaInit.Ahead.Ticks * TimeSpan.NanosecondsPerTick}, "
            + $"{Number(InitClass.Proactive)}, init_class) AS init_class), loose_key AS key FROM ("
            + "SELECT loose_inits.*, loose_served.loose_start AS loose_start, loose_served.loose_function AS loose_function, loose_served.loose_key AS loose_key FROM ("
            + $"SELECT *, {Start} AS loose_at, if(instance != '', concat('i', instance), concat('f', function)) AS loose_place FROM ({inits})) AS loose_inits "
            + $"ASOF INNER JOIN (SELECT provider, {Start} AS loose_start, function_id AS loose_function, {Key} AS loose_key, "
            + "arrayJoin([concat('i', instance), concat('f', function)]) AS loose_place FROM invocations "
            + $"WHERE {scope.Far} AND {IsPlaced} AND (instance IN (SELECT instance FROM ({inits}) WHERE instance != '') "
            + $"OR function IN (SELECT function FROM ({inits}) WHERE instance = ''))) AS loose_served "
            + $"ON loose_inits.provider = loose_served.provider AND loose_inits.loose_place = loose_served.loose_place AND loose_inits.loose_at {order} loose_served.loose_start) "
            + $"WHERE abs(loose_start - {Start}) <= {reach}"
            + scope.Function;
    }

    private static string Is(LooseKinds kind) => $"loose = {Number(kind)}";

    private static string Number<T>(T value)
        where T : struct, Enum => MergedInvocations.Number(value);
}
