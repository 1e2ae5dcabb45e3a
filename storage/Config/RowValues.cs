using System.Data.Common;
using System.Globalization;

namespace Observe.Storage.Config;

/// <summary>Reads columns of small tables, whichever integer type the driver chose.</summary>
internal static class RowValues
{
    public static long Int64(this DbDataReader reader, int column) =>
        Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);

    public static int Int32(this DbDataReader reader, int column) =>
        Convert.ToInt32(reader.GetValue(column), CultureInfo.InvariantCulture);

    /// <summary>From unix nanoseconds.</summary>
    public static DateTimeOffset Time(this DbDataReader reader, int column) => UnixTime.ToDateTimeOffset(reader.Int64(column));

    /// <summary>From unix nanoseconds, where 0 stands for none.</summary>
    public static DateTimeOffset? TimeOrNull(this DbDataReader reader, int column) =>
        reader.Int64(column) is var nanoseconds and not 0 ? UnixTime.ToDateTimeOffset(nanoseconds) : null;

    public static long NanosecondsOrZero(DateTimeOffset? time) => time is { } value ? UnixTime.Nanoseconds(value) : 0;

    public static T Enum<T>(this DbDataReader reader, int column)
        where T : struct, Enum => System.Enum.Parse<T>(reader.GetString(column));
}
