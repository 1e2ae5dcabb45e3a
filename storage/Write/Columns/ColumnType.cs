namespace Observe.Storage.Write.Columns;

/// <summary>ClickHouse types that several columns have.</summary>
internal static class ColumnType
{
    public const string Time = "DateTime64(9, 'UTC')";
    public const string TraceId = "FixedString(16)";
    public const string SpanId = "FixedString(8)";
}
