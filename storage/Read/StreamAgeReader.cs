using Observe.Storage.Engine;
using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>
/// Reads it from the points of the metric as CloudWatch's metric streams write it in the formats of OpenTelemetry: a summary in milliseconds, whose quantile 1 is the
/// maximum; the dimension FunctionName stands in a list, or, where a collector has spread it, as an attribute of its own
/// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-metric-streams-formats-opentelemetry-translation-100.html).
/// </summary>
internal sealed class StreamAgeReader(ClickHouseDatabase database) : IStreamAgeReader
{
    internal const string Metric = "amazonaws.com/AWS/Lambda/IteratorAge";

    private const double MillisecondsPerSecond = 1e3;

    private const string OfList =
        "JSONExtractString(arrayFirst(item -> JSONExtractString(item, 'key') = 'FunctionName', "
        + "JSONExtractArrayRaw(attr_json['Dimensions'], 'kvlistValue', 'values')), 'value', 'stringValue')";

    public Task<IReadOnlyList<StreamAge>> AgesAsync(InvocationSeriesQuery query, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var name = parameters.Add("String", Metric);
        var kind = parameters.Add("UInt8", (byte)MetricKind.Summary);
        var bucket = query.Width is { } width ? $"toInt64({SearchClause.Bucket("time", query.Range, width, parameters)})" : "toInt64(0)";
        var own = query.FunctionName is { } function ? $" AND function = {parameters.Add("String", function)}" : "";
        return SeriesRows.ReadAsync(
            database,
            "SELECT function, at, max(highest) FROM (SELECT "
            + $"if(attr_string['FunctionName'] != '', attr_string['FunctionName'], {OfList}) AS function, {bucket} AS at, "
            + $"if(kind = {kind}, quantile_values[indexOf(quantiles, 1)], value) AS highest, kind != {kind} OR has(quantiles, 1) AS is_said "
            + $"FROM metrics WHERE name = {name} AND {SearchClause.Time("time", query.Range, parameters)}) "
            + $"WHERE is_said AND function != ''{own} GROUP BY function, at ORDER BY at",
            parameters, row => new StreamAge(row.GetString(0), (int)row.Number(1), row.Fraction(2) / MillisecondsPerSecond),
            InvocationSeriesQuery.MaxRows, "too many functions over too long a time", cancellationToken);
    }
}
