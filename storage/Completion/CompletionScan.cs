using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Observe.Storage.Write;
using Observe.Storage.Write.Columns;

namespace Observe.Storage.Completion;

/// <summary>Reads keys and values of attributes, and names, out of the blocks of a batch.</summary>
internal sealed class CompletionScan(KnownKeys known)
{
    /// <summary>The scope of names that are no attributes, such as those of spans.</summary>
    public const string FieldScope = "field";

    /// <summary>Attributes of events and scopes are OTLP/JSON, which is slow to read: so many new lists of a batch are.</summary>
    private const int MaxListsOfBatch = 200;

    private static readonly SpanBlock Spans = new();
    private static readonly LogBlock Logs = new();
    private static readonly ResourceBlock Resources = new();

    private readonly ColumnBuffer _places = new();
    private readonly ColumnBuffer _numbers = new();
    private readonly List<KnownKey?> _keys = [];
    private int _lists;

    /// <exception cref="InvalidDataException">The bytes are not a block of their table.</exception>
    public void Read(NativeBlock block)
    {
        switch (block.Table)
        {
            case TelemetryTable.Spans:
                var spans = new SealedBlock(block.Bytes, block.Rows, Spans.StreamCount);
                Attributes("span", Spans.Attributes, spans);
                Scope(Spans.Scope, spans);
                Names("name"u8, Spans.Name, spans);
                Names("event"u8, Spans.EventNames, spans);
                Events(spans);
                break;
            case TelemetryTable.Logs:
                var logs = new SealedBlock(block.Bytes, block.Rows, Logs.StreamCount);
                Attributes("log", Logs.Attributes, logs);
                Scope(Logs.Scope, logs);
                Names("event"u8, Logs.EventName, logs);
                break;
            case TelemetryTable.Resources:
                Attributes("resource", Resources.Attributes, new SealedBlock(block.Bytes, block.Rows, Resources.StreamCount));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(block), block.Table, "Rows of this table have no attributes to complete.");
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Reset()
    {
        _places.Reset();
        _numbers.Reset();
    }

    private void Attributes(string scope, AttributeColumns columns, SealedBlock block)
    {
        Map(scope, columns.Text, block);
        Map(scope, columns.Integer, block, sizeof(long), Integer);
        Map(scope, columns.Double, block, sizeof(double), Double);
        Map(scope, columns.Boolean, block, sizeof(bool), (value, _) => value[0] != 0 ? "true"u8 : "false"u8);
        // Of lists and bytes, only the names.
        Keys(scope, columns.Json, block);
    }

    private void Map(string scope, MapColumn<TextColumn> column, SealedBlock block)
    {
        if (Keys(scope, column, block) is not (> 0 and var count))
        {
            return;
        }
        var texts = new TextsReader(block.Stream(column.Values.FirstStream, out var mode));
        if (mode == StreamMode.Zeros)
        {
            return;
        }
        var width = DictionaryColumn.Width(_keys.Count);
        for (var i = 0; i < count; i++)
        {
            var text = texts.Text();
            if (KeyAt(i, width) is { TakesValues: true } key)
            {
                known.Add(key, text);
            }
        }
    }

    private void Map(string scope, MapColumn<FixedColumn> column, SealedBlock block, int valueWidth, ValueText write)
    {
        if (Keys(scope, column, block) is not (> 0 and var count))
        {
            return;
        }
        _numbers.Truncate(0);
        block.CopyFixed(column.Values.FirstStream, count, valueWidth, _numbers);
        Span<byte> buffer = stackalloc byte[32];
        var width = DictionaryColumn.Width(_keys.Count);
        for (var i = 0; i < count; i++)
        {
            if (KeyAt(i, width) is { TakesValues: true } key)
            {
                known.Add(key, write(_numbers.Written.Slice(i * valueWidth, valueWidth), buffer));
            }
        }
    }

    /// <summary>Learns the keys of a block and which of them each value has; answers the number of values, 0 when none has to be read.</summary>
    private int Keys<T>(string scope, MapColumn<T> column, SealedBlock block)
        where T : Column
    {
        var count = column.Items(block);
        if (count == 0)
        {
            return 0;
        }
        _keys.Clear();
        var takesValues = false;
        var texts = column.Keys.Texts(block, out var distinct);
        for (var i = 0; i < distinct; i++)
        {
            var key = known.Find(scope, texts.Text());
            takesValues |= key is { TakesValues: true };
            _keys.Add(key);
        }
        if (!takesValues)
        {
            return 0;
        }
        _places.Truncate(0);
        block.CopyFixed(column.Keys.FirstStream + 1, count, DictionaryColumn.Width(distinct), _places);
        return count;
    }

    private KnownKey? KeyAt(int index, int width)
    {
        var place = (int)IndexWidth.Read(_places.Written, index, width);
        return place < _keys.Count ? _keys[place] : throw SealedBlock.Broken();
    }

    private void Scope(ScopeColumns columns, SealedBlock block)
    {
        Names("scope"u8, columns.Name, block);
        var texts = columns.Attributes.Texts(block, out var distinct);
        for (var i = 0; i < distinct; i++)
        {
            List("scope", texts.Text());
        }
    }

    private void Events(SealedBlock block)
    {
        var count = Spans.Events.Items(block);
        var texts = new TextsReader(block.Stream(Spans.EventAttributes.FirstStream, out var mode));
        for (var i = 0; i < count && mode != StreamMode.Zeros; i++)
        {
            List("event", texts.Text());
        }
    }

    /// <summary>Names that are no attributes: a field is known only when it has one.</summary>
    private void Names(ReadOnlySpan<byte> field, DictionaryColumn column, SealedBlock block)
    {
        var texts = column.Texts(block, out var distinct);
        for (var i = 0; i < distinct; i++)
        {
            var text = texts.Text();
            if (text.Length is > 0 and <= KnownKey.MaxValueBytes && known.Find(FieldScope, field) is { TakesValues: true } key)
            {
                known.Add(key, text);
            }
        }
    }

    private void List(string scope, ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || _lists == MaxListsOfBatch || !known.IsNewList(json))
        {
            return;
        }
        _lists++;
        foreach (var attribute in OtlpJson.Read(Encoding.UTF8.GetString(json)))
        {
            if (known.Find(scope, Encoding.UTF8.GetBytes(attribute.Key)) is { TakesValues: true } key && attribute.Value.Kind != AttributeKind.Json)
            {
                known.Add(key, Encoding.UTF8.GetBytes(attribute.Value.ToString()));
            }
        }
    }

    private static ReadOnlySpan<byte> Integer(ReadOnlySpan<byte> value, Span<byte> buffer)
    {
        Utf8Formatter.TryFormat(BinaryPrimitives.ReadInt64LittleEndian(value), buffer, out var length);
        return buffer[..length];
    }

    /// <summary>Empty, which is no value to complete, for what is no number.</summary>
    private static ReadOnlySpan<byte> Double(ReadOnlySpan<byte> value, Span<byte> buffer)
    {
        var number = BinaryPrimitives.ReadDoubleLittleEndian(value);
        return double.IsFinite(number) && number.TryFormat(buffer, out var length, "R", CultureInfo.InvariantCulture) ? buffer[..length] : [];
    }

    private delegate ReadOnlySpan<byte> ValueText(ReadOnlySpan<byte> value, Span<byte> buffer);
}
