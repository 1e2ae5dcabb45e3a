using System.Text;
using Observe.Storage.Write.Columns;

namespace Observe.Storage.Completion;

/// <summary>Rows of the table <c>attributes</c> in ClickHouse's Native format.</summary>
internal static class CompletionRows
{
    public static IReadOnlyList<string> Columns { get; } = ["day", "signal", "scope", "key", "values"];

    /// <summary>Appends one block: a row a key, with its new values.</summary>
    public static void Write(DateOnly day, string signal, IReadOnlyCollection<KnownKey> keys, ColumnBuffer output)
    {
        output.VarUInt((ulong)Columns.Count);
        output.VarUInt((ulong)keys.Count);
        Head(output, Columns[0], "Date");
        for (var i = 0; i < keys.Count; i++)
        {
            var number = (ushort)(day.DayNumber - UnixTime.EpochDayNumber);
            output.Byte((byte)number);
            output.Byte((byte)(number >> 8));
        }
        Head(output, Columns[1], "String");
        foreach (var _ in keys)
        {
            output.Text(Encoding.UTF8.GetBytes(signal));
        }
        Head(output, Columns[2], "String");
        foreach (var key in keys)
        {
            output.Text(Encoding.UTF8.GetBytes(key.Scope));
        }
        Head(output, Columns[3], "String");
        foreach (var key in keys)
        {
            output.Text(key.Name);
        }
        Head(output, Columns[4], "Array(String)");
        var end = 0UL;
        foreach (var key in keys)
        {
            output.UInt64(end += (ulong)key.NewValues.Count);
        }
        foreach (var value in keys.SelectMany(key => key.NewValues))
        {
            output.Text(value);
        }
    }

    private static void Head(ColumnBuffer output, string name, string type)
    {
        output.Text(Encoding.UTF8.GetBytes(name));
        output.Text(Encoding.UTF8.GetBytes(type));
    }
}
