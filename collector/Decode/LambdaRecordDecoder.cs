using System.Globalization;
using System.Text;
using Observe.Functions.Lambda;
using Observe.Functions.Normalisation;

namespace Observe.Collector.Decode;

/// <summary>
/// Finds the records of the Lambda Telemetry API among log records: those whose event name is the type of a platform record, and those that the
/// OpenTelemetry extension for Lambda passes on, with their type as an attribute and, of a platform record, one line of text.
/// </summary>
internal sealed class LambdaRecordDecoder(DecodeSession session)
{
    private const string Type = "type";
    private const string Line = "function";
    private const string InvocationId = "faas.invocation_id";

    private static readonly byte[] Platform = Encoding.UTF8.GetBytes(LambdaRecord.PlatformPrefix);

    private DecodedResource? _resource;
    private LambdaStream? _stream;

    public static bool MayBe(in LogFields fields, KeyTraits traits, DecodedResource resource) =>
        fields.EventName.StartsWith(Platform) || (resource.IsFunction && (traits & KeyTraits.RecordType) != 0);

    /// <summary>Begins a group of records of one resource and scope.</summary>
    public void Begin(DecodedResource resource) => (_resource, _stream) = (resource, null);

    public void Read(in LogFields fields, long time, AttributeLookup attribute)
    {
        _stream ??= new LambdaStream(LambdaSource.Read(_resource!.Lookup));
        var type = fields.EventName.StartsWith(Platform) ? Encoding.UTF8.GetString(fields.EventName) : attribute(Type);
        var body = WireValue.Read(fields.Body);
        var text = body.Kind == WireValueKind.Text ? Encoding.UTF8.GetString(body.Bytes) : "";
        var piece = type switch
        {
            null => null,
            Line => _stream.ReadLine(text, attribute(InvocationId) ?? ""),
            _ when !type.StartsWith(LambdaRecord.PlatformPrefix, StringComparison.Ordinal) => null,
            _ => _stream.Read(LambdaRecord.Read(type, time, Fields(body, text, attribute))),
        };
        if (piece is not null)
        {
            session.Add(piece);
        }
    }

    /// <summary>The fields of a record: in its body, which may also hold it whole, in its line, or among its attributes.</summary>
    private static AttributeLookup Fields(WireValue body, string text, AttributeLookup attribute)
    {
        if (body.Kind != WireValueKind.List)
        {
            var line = LambdaReportText.Fields(text);
            return path => line(path) ?? attribute(path);
        }
        var list = body.Bytes.ToArray();
        return path => Find(list, path) ?? Find(list, "record." + path) ?? attribute(path);
    }

    private static string? Find(ReadOnlySpan<byte> list, string path)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? path : path[..dot];
        var reader = new WireReader(list);
        while (reader.TryTag(out var tag))
        {
            if (tag != 0x0a)
            {
                reader.Skip(tag);
                continue;
            }
            var pair = WirePair.Read(reader.Bytes());
            if (!Ascii.Equals(pair.Key, name))
            {
                continue;
            }
            var value = WireValue.Read(pair.Value);
            if (dot < 0)
            {
                return Text(value);
            }
            return value.Kind == WireValueKind.List ? Find(value.Bytes, path[(dot + 1)..]) : null;
        }
        return null;
    }

    private static string? Text(WireValue value) => value.Kind switch
    {
        WireValueKind.Text => Encoding.UTF8.GetString(value.Bytes),
        WireValueKind.Integer => value.Integer.ToString(CultureInfo.InvariantCulture),
        WireValueKind.Double => value.Double.ToString("R", CultureInfo.InvariantCulture),
        _ => null,
    };
}
