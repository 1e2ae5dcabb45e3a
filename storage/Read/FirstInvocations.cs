using Observe.Functions.Invocations;
using Observe.Storage.Engine;
using Observe.Storage.Retention;

namespace Observe.Storage.Read;

/// <summary>
/// SQL that finds the first known invocation of each instance of a function, where no piece says how the instance came to be: it may have been a cold
/// start (<see cref="InitClass.FirstOfInstance"/>). Whether one is the first depends on all that is stored, in whatever order it came, so that it is
/// found when it is read. Functions that say how their instances came to be pay for a look at one column.
/// </summary>
internal sealed class FirstInvocations(ClickHouseDatabase database, StorageOptions options, TimeProvider time)
{
    private const string Start = "toUnixTimestamp64Nano(min(start_time))";

    private static readonly string Number = MergedInvocations.Number(InitClass.FirstOfInstance);
    private static readonly string IsOfInstance = $"source < {MergedInvocations.Number(PieceSource.Initialisation)} AND instance != ''";

    /// <summary>A column for <see cref="MergedInvocations.Sql"/>: no piece of the invocation claims a class.</summary>
    private static readonly (string Name, string Aggregate) IsUntold = ("is_untold", $"min(t.init_class) = {Number}");

    /// <summary>As <see cref="MergedInvocations.Sql"/>, with the class of those that are the first of their instance.</summary>
    /// <param name="scope">Of one function.</param>
    public async Task<string> MarkedAsync(
        PieceScope scope, SqlParameters parameters, CancellationToken cancellationToken, params (string Name, string Aggregate)[] more)
    {
        if (!await AnyAsync(Untold(scope), parameters, cancellationToken))
        {
            return MergedInvocations.Sql(scope, UnixTime.Nanoseconds(time.GetUtcNow()), parameters, more);
        }
        var merged = MergedInvocations.Sql(scope, UnixTime.Nanoseconds(time.GetUtcNow()), parameters, [.. more, IsUntold]);
        return $"SELECT * REPLACE (if(is_untold AND key IN ({Keys(scope, parameters)}), {Number}, init_class) AS init_class) FROM ({merged})";
    }

    /// <summary>A subquery with start_ns and version of those that are the first of their instance; null when there can be none.</summary>
    /// <param name="scope">Of one function.</param>
    public async Task<string?> StartedAsync(PieceScope scope, SqlParameters parameters, CancellationToken cancellationToken)
    {
        if (!await AnyAsync(Untold(scope), parameters, cancellationToken))
        {
            return null;
        }
        // What may be told without the name of the instance is known only of invocations that are put together.
        if (scope.Loose != LooseKinds.None && await AnyAsync(LooseOfProvider(scope), parameters, cancellationToken))
        {
            var own = scope with { Function = $"{scope.Function} AND key IN ({Keys(scope, parameters)})" };
            return $"SELECT start_ns, version FROM ({MergedInvocations.Sql(own, UnixTime.Nanoseconds(time.GetUtcNow()), parameters, IsUntold)}) WHERE is_untold";
        }
        return $"SELECT {Start} AS start_ns, max(version) AS version FROM ({OfInstances(scope)}) GROUP BY instance {Having(parameters)}";
    }

    private async Task<bool> AnyAsync(string pieces, SqlParameters parameters, CancellationToken cancellationToken) =>
        (await database.QueryAsync($"SELECT 1 FROM invocations WHERE {pieces} LIMIT 1", parameters, row => row.Number(0), cancellationToken)).Count > 0;

    private static string LooseOfProvider(PieceScope scope) =>
        $"{scope.Far} AND loose != 0 AND provider IN (SELECT provider FROM invocations WHERE {scope.Own} LIMIT 1)";

    /// <summary>Those in the scope that do not say how their instance came to be.</summary>
    private static string Untold(PieceScope scope) => $"{scope.Own} AND init_class = {Number} AND {IsOfInstance}";

    private string Keys(PieceScope scope, SqlParameters parameters) =>
        $"SELECT argMin({LoosePieces.Key}, start_time) FROM ({OfInstances(scope)}) GROUP BY instance {Having(parameters)}";

    /// <summary>All that is stored of the instances that are at work in the scope without having said how they came to be.</summary>
    private static string OfInstances(PieceScope scope) =>
        $"SELECT * FROM invocations WHERE 1{scope.Function} AND {IsOfInstance} AND instance IN (SELECT instance FROM invocations WHERE {Untold(scope)})";

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
