using Observe.Functions.Invocations;
using Observe.Storage.Engine;
using Observe.Storage.Retention;

namespace Observe.Storage.Read;

/// <summary>
/// SQL that finds the first known invocation of each instance of a function, where no piece says how the instance came to be: it may have been a cold
/// start (<see cref="InitClass.FirstOfInstance"/>). Whether one is the first depends on all that is stored, in whatever order it came, so that it is
/// found when it is read. Functions that say how their instances came to be pay for a look at one column.
/// </summary>
internal sealed class FirstInvocations(StorageOptions options, TimeProvider time)
{
    private const string Start = "toUnixTimestamp64Nano(min(start_time))";

    private static readonly string Number = MergedInvocations.Number(InitClass.FirstOfInstance);
    private static readonly string IsOfInstance = $"source < {MergedInvocations.Number(PieceSource.Initialisation)} AND instance != ''";

    /// <summary>A column for <see cref="MergedInvocations.Sql"/>: no piece of the invocation claims a class.</summary>
    private static readonly (string Name, string Aggregate) Untold = ("is_untold", $"min(t.init_class) = {Number}");

    /// <summary>As <see cref="MergedInvocations.Sql"/>, with the class of those that are the first of their instance.</summary>
    public string Marked(PieceScope scope, FunctionId function, SqlParameters parameters, params (string Name, string Aggregate)[] more)
    {
        var merged = MergedInvocations.Sql(scope, UnixTime.Nanoseconds(time.GetUtcNow()), parameters, [.. more, Untold]);
        return $"SELECT * REPLACE (if(is_untold AND key IN ({Keys(scope, function, parameters)}), {Number}, init_class) AS init_class) FROM ({merged})";
    }

    /// <summary>
    /// A subquery with start_ns and version of those that are the first of their instance, as far as pieces tell that name the instance: enough
    /// where <see cref="MayBeTold"/> is false.
    /// </summary>
    public string Started(PieceScope scope, FunctionId function, SqlParameters parameters) =>
        $"SELECT {Start} AS start_ns, max(version) AS version FROM ({OfInstances(scope, function, parameters)}) GROUP BY instance {Having(parameters)}";

    /// <summary>Whether pieces may say something of them that name no instance, as SQL that is worked out before a statement begins.</summary>
    public static string MayBeTold(PieceScope scope) =>
        $"(SELECT count() FROM (SELECT 1 FROM invocations WHERE {scope.Far} AND {LoosePieces.IsLoose} "
        + $"AND provider IN (SELECT provider FROM invocations WHERE {scope.Own} LIMIT 1) LIMIT 1)) > 0";

    /// <summary>The same as <see cref="Started"/> with all of their pieces put together.</summary>
    public string Merged(PieceScope scope, FunctionId function, SqlParameters parameters)
    {
        var own = scope with { Function = $"{scope.Function} AND {Guard(scope)} AND key IN ({Keys(scope, function, parameters)})" };
        return $"SELECT start_ns, version FROM ({MergedInvocations.Sql(own, UnixTime.Nanoseconds(time.GetUtcNow()), parameters, Untold)}) WHERE is_untold";
    }

    private string Keys(PieceScope scope, FunctionId function, SqlParameters parameters) =>
        $"SELECT argMin({LoosePieces.Key}, start_time) FROM ({OfInstances(scope, function, parameters)}) GROUP BY instance {Having(parameters)}";

    /// <summary>All that is stored of the instances that are at work in the scope without having said how they came to be.</summary>
    private static string OfInstances(PieceScope scope, FunctionId function, SqlParameters parameters) =>
        $"SELECT * FROM invocations WHERE function_id = {parameters.Add("UInt64", function.Value)} AND {IsOfInstance} AND {Guard(scope)} "
        + $"AND instance IN (SELECT instance FROM invocations WHERE {scope.Own} AND init_class = {Number} AND {IsOfInstance})";

    /// <summary>Worked out before a statement begins: false where everything in the scope says how its instance came to be.</summary>
    private static string Guard(PieceScope scope) =>
        $"(SELECT count() FROM (SELECT 1 FROM invocations WHERE {scope.Own} AND init_class = {Number} AND {IsOfInstance} LIMIT 1)) > 0";

    /// <summary>
    /// Of an instance that was first seen before this, what it did earlier may have been dropped: whole days go at once. Half of a short retention must do.
    /// </summary>
    private string Having(SqlParameters parameters)
    {
        var kept = TimeSpan.FromDays(RetentionDays.Of(options).Invocations);
        var doubtful = kept < TimeSpan.FromDays(2) ? kept / 2 : TimeSpan.FromDays(1);
        var since = parameters.Add("Int64", UnixTime.Nanoseconds(time.GetUtcNow() - kept + doubtful));
        return $"HAVING min(init_class) = {Number} AND {Start} >= {since}";
    }
}
