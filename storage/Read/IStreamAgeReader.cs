namespace Observe.Storage.Read;

/// <summary>Reads how old the records were that functions were given from streams.</summary>
public interface IStreamAgeReader
{
    /// <summary>
    /// The highest age in each bucket, as CloudWatch's metric <c>IteratorAge</c> says it where a metric stream brings it. A bucket without a point has no row.
    /// </summary>
    /// <param name="query">Its width may be null for one bucket of the whole range.</param>
    Task<IReadOnlyList<StreamAge>> AgesAsync(InvocationSeriesQuery query, CancellationToken cancellationToken);
}

/// <param name="Bucket">Its number, from 0.</param>
/// <param name="Seconds">The age of the last record of a batch when the function was given it.</param>
public sealed record StreamAge(string FunctionName, int Bucket, double Seconds);
