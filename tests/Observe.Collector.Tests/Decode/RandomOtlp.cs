using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Observe.Collector.Tests.Fakes;

namespace Observe.Collector.Tests.Decode;

/// <summary>Random OTLP messages with every field that their descriptors name, and a record of which fields occurred.</summary>
internal sealed class RandomOtlp(int seed)
{
    private const int MaxDepth = 5;
    private static readonly string[] Keys =
        ["faas.name", "host.arch", "cloud.platform", "cloud.provider", "faas.trigger", "faas.coldstart", "faas.invocation_id", "service.name", "http.route", "a", "ключ", "k\0", "x.y.z"];

    private readonly Random _random = new(seed);

    public HashSet<string> Seen { get; } = [];

    public T Message<T>()
        where T : IMessage<T>, new()
    {
        var message = new T();
        Fill(message, 0);
        return message;
    }

    private void Fill(IMessage message, int depth)
    {
        var descriptor = message.Descriptor;
        var oneof = descriptor.Oneofs.FirstOrDefault(candidate => !candidate.IsSynthetic);
        var chosen = oneof is null ? null : oneof.Fields[_random.Next(oneof.Fields.Count)];
        foreach (var field in descriptor.Fields.InDeclarationOrder())
        {
            if (field.RealContainingOneof is not null ? field != chosen || _random.Next(12) == 0 : _random.Next(6) == 0)
            {
                continue;
            }
            if (field.FieldType == FieldType.Message && IsNested(field) && depth >= MaxDepth)
            {
                continue;
            }
            Set(message, field, IsNested(field) ? depth + 1 : depth);
            Seen.Add(field.FullName);
        }
    }

    private void Set(IMessage message, FieldDescriptor field, int depth)
    {
        if (field.IsRepeated)
        {
            var list = (System.Collections.IList)field.Accessor.GetValue(message);
            for (var count = _random.Next(field.Name is "attributes" ? 6 : 4); count > 0; count--)
            {
                list.Add(Value(field, depth));
            }
            return;
        }
        field.Accessor.SetValue(message, Value(field, depth));
    }

    private object Value(FieldDescriptor field, int depth)
    {
        switch (field.FieldType)
        {
            case FieldType.Message:
                var message = field.MessageType.Parser.ParseFrom(ByteString.Empty);
                Fill(message, depth);
                return message;
            case FieldType.String:
                return field.Name == "key" ? Keys[_random.Next(Keys.Length)] : Text();
            case FieldType.Bytes:
                return ByteString.CopyFrom(Bytes(field.Name));
            case FieldType.Bool:
                return _random.Next(2) == 0;
            case FieldType.Double:
                return Number();
            case FieldType.Enum:
                return _random.Next(-1, 8);
            case FieldType.Fixed64 or FieldType.UInt64:
                return field.Name.EndsWith("unix_nano", StringComparison.Ordinal) ? Time() : (ulong)_random.NextInt64();
            case FieldType.SFixed64 or FieldType.Int64:
                return _random.Next(4) == 0 ? long.MinValue : _random.NextInt64(-1_000, 1_000_000);
            case FieldType.Int32 or FieldType.SInt32:
                return _random.Next(-30, 30);
            default:
                return (uint)_random.Next(2_000);
        }
    }

    private static bool IsNested(FieldDescriptor field) =>
        field.FieldType == FieldType.Message && (field.MessageType.Name is "AnyValue" or "ArrayValue" or "KeyValueList");

    private byte[] Bytes(string name)
    {
        var length = name switch
        {
            _ when _random.Next(20) == 0 => _random.Next(20),
            "trace_id" => 16,
            "span_id" or "parent_span_id" => 8,
            _ => _random.Next(40),
        };
        var bytes = new byte[length];
        if (_random.Next(20) > 0)
        {
            _random.NextBytes(bytes);
        }
        return bytes;
    }

    private ulong Time() => _random.Next(20) switch
    {
        0 => 0,
        1 => ulong.MaxValue - (ulong)_random.Next(10),
        2 => SomeOtlp.Now - (ulong)_random.NextInt64(0, 40L * 86_400 * 1_000_000_000),
        _ => SomeOtlp.Now - (ulong)_random.NextInt64(0, 3_600L * 1_000_000_000),
    };

    private double Number() => _random.Next(8) switch
    {
        0 => double.NaN,
        1 => double.PositiveInfinity,
        2 => double.NegativeInfinity,
        3 => -0.0,
        4 => double.Epsilon,
        _ => (_random.NextDouble() - .5) * Math.Pow(10, _random.Next(-20, 20)),
    };

    private string Text()
    {
        if (_random.Next(200) == 0)
        {
            // Around the limit of a stored value, with characters of two bytes on it.
            return new string('ä', (Collector.Decode.DecodeLimits.MaxValueBytes / 2) + _random.Next(-2, 3));
        }
        var text = new StringBuilder();
        for (var length = _random.Next(12); length > 0; length--)
        {
            var rune = _random.Next(5) switch
            {
                0 => _random.Next(0x20),
                1 => _random.Next(0x80, 0xd800),
                2 => _random.Next(0x10000, 0x110000),
                _ => _random.Next(0x20, 0x7f),
            };
            text.Append(char.ConvertFromUtf32(rune));
        }
        return text.ToString();
    }
}
