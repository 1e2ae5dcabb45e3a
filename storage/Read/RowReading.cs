using System.Data.Common;
using System.Globalization;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>How the readers take values out of a row: ids travel as hex, times as unix nanoseconds, maps as key and value arrays.</summary>
internal static class RowReading
{
    /// <summary>The columns of an attribute list; read back by <see cref="Attributes"/>.</summary>
    public const string AttributeColumns =
        "mapKeys(attr_string), mapValues(attr_string), mapKeys(attr_int), mapValues(attr_int), "
        + "mapKeys(attr_double), mapValues(attr_double), mapKeys(attr_bool), mapValues(attr_bool), "
        + "mapKeys(attr_json), mapValues(attr_json)";

    public const int AttributeColumnCount = 10;

    public static TraceId TraceId(this DbDataReader row, int column) =>
        Storage.TraceId.TryParse(row.GetString(column), out var id) ? id : default;

    /// <summary>Of an array of them; what is none is left out.</summary>
    public static IReadOnlyList<TraceId> TraceIds(this DbDataReader row, int column) =>
        [.. row.Items<string>(column).Select(text => Storage.TraceId.TryParse(text, out var id) ? id : default).Where(id => !id.IsEmpty)];

    public static SpanId SpanId(this DbDataReader row, int column) =>
        Storage.SpanId.TryParse(row.GetString(column), out var id) ? id : default;

    /// <summary>A number of any width and sign; ClickHouse's counts are UInt64.</summary>
    public static long Number(this DbDataReader row, int column) =>
        Convert.ToInt64(row.GetValue(column), CultureInfo.InvariantCulture);

    /// <summary>The slot that a DateTime starts.</summary>
    public static int Slot(this DbDataReader row, int column) =>
        RollupSlot.Of(UnixTime.Nanoseconds(new DateTimeOffset((DateTime)row.GetValue(column), TimeSpan.Zero)));

    public static double Fraction(this DbDataReader row, int column)
    {
        var value = Convert.ToDouble(row.GetValue(column), CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? value : 0;
    }

    public static T[] Items<T>(this DbDataReader row, int column) => (T[])row.GetValue(column);

    /// <summary>The attributes in <see cref="AttributeColumns"/> that begin at a column, in order of their keys.</summary>
    public static IReadOnlyList<TelemetryAttribute> Attributes(this DbDataReader row, int first)
    {
        var attributes = new List<TelemetryAttribute>();
        Append<string>(row, first, attributes, AttributeValue.Of);
        Append<long>(row, first + 2, attributes, AttributeValue.Of);
        Append<double>(row, first + 4, attributes, AttributeValue.Of);
        Append<bool>(row, first + 6, attributes, AttributeValue.Of);
        Append<string>(row, first + 8, attributes, AttributeValue.OfJson);
        attributes.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        return attributes;
    }

    private static void Append<T>(DbDataReader row, int column, List<TelemetryAttribute> attributes, Func<T, AttributeValue> of)
    {
        var keys = row.Items<string>(column);
        var values = row.Items<T>(column + 1);
        for (var i = 0; i < keys.Length; i++)
        {
            attributes.Add(new TelemetryAttribute(keys[i], of(values[i])));
        }
    }
}
