using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Observe.Storage.Engine;

namespace Observe.Storage.Config;

/// <summary>
/// Writes rows of a small table as lines of JSON in the body of an INSERT: parameters stand in the address, whose length a server limits, and a burst of
/// messages is longer.
/// </summary>
internal sealed class RowInsert<T>(string table)
{
    /// <summary>A statement ends after the row that reaches it.</summary>
    private const int BytesAStatement = 4 << 20;

    private readonly List<string> _columns = [];
    private readonly List<Action<Utf8JsonWriter, T>> _values = [];

    public RowInsert<T> Text(string column, Func<T, string> of) => Add(column, (json, row) => json.WriteStringValue(of(row)));

    public RowInsert<T> Number(string column, Func<T, long> of) => Add(column, (json, row) => json.WriteNumberValue(of(row)));

    public RowInsert<T> Number(string column, Func<T, double> of) => Add(column, (json, row) =>
    {
        if (double.IsFinite(of(row)))
        {
            json.WriteNumberValue(of(row));
        }
        else
        {
            json.WriteStringValue(double.IsNaN(of(row)) ? "nan" : of(row) > 0 ? "inf" : "-inf");
        }
    });

    /// <summary>Into a column of UTC; null is its beginning.</summary>
    public RowInsert<T> Time(string column, Func<T, DateTimeOffset?> of) => Add(column, (json, row) =>
        json.WriteStringValue((of(row) ?? DateTimeOffset.UnixEpoch).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture)));

    public RowInsert<T> Texts(string column, Func<T, IEnumerable<string>> of) => Add(column, (json, row) =>
    {
        json.WriteStartArray();
        foreach (var text in of(row))
        {
            json.WriteStringValue(text);
        }
        json.WriteEndArray();
    });

    public async Task WriteAsync(ClickHouseDatabase database, IReadOnlyList<T> rows, CancellationToken cancellationToken)
    {
        var lines = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(lines);
        for (var i = 0; i < rows.Count; i++)
        {
            json.Reset();
            json.WriteStartArray();
            _values.ForEach(write => write(json, rows[i]));
            json.WriteEndArray();
            json.Flush();
            lines.Write("\n"u8);
            if (lines.WrittenCount >= BytesAStatement || i == rows.Count - 1)
            {
                using var body = new MemoryStream(lines.WrittenSpan.ToArray());
                await database.InsertJsonAsync(table, _columns, body, cancellationToken);
                lines.ResetWrittenCount();
            }
        }
    }

    private RowInsert<T> Add(string column, Action<Utf8JsonWriter, T> write)
    {
        _columns.Add(column);
        _values.Add(write);
        return this;
    }
}
