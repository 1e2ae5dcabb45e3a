using System.Text;
using System.Text.Json;
using Observe.Functions.Lambda;
using Observe.Functions.Normalisation;
using Observe.Storage.Write.Columns;

namespace Observe.Collector.Decode;

/// <summary>
/// Turns what the Lambda Telemetry API posts to an extension, an array of <c>{"time", "type", "record"}</c>, into the protobuf bytes of OTLP log
/// records, so that it goes the way of all logs. A platform record becomes a record with its type as event name and its fields as body; a line of
/// the function or of an extension becomes an ordinary record of the invocation in which it was written.
/// </summary>
internal sealed class LambdaJsonTranscoder
{
    private const int MaxDepth = 64;
    private const string ScopeName = "aws.lambda.telemetry";

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    private readonly ColumnBuffer _output = new();
    private readonly ColumnBuffer _records = new();
    private string _invocation = "";
    private string? _trace;

    /// <summary>The records as an OTLP request, which holds until the next call.</summary>
    /// <exception cref="OtlpFormatException">A record is not what it should be, which the message names; or the function is named nowhere.</exception>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public ReadOnlySpan<byte> ToProtobuf(ReadOnlySpan<byte> json, LambdaSender sender)
    {
        _output.Truncate(0);
        _records.Truncate(0);
        (_invocation, _trace) = ("", null);
        var reader = new Utf8JsonReader(json, Options);
        if (json.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartArray)
        {
            throw new OtlpFormatException("The body must be an array of records, as the Lambda Telemetry API sends it.");
        }
        var attributes = new Dictionary<string, string>(sender.Attributes);
        var index = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var item = JsonElement.ParseValue(ref reader);
            try
            {
                Record(item, index++, attributes);
            }
            catch (InvalidOperationException)
            {
                // A name or a text with an escape that is half of a surrogate pair: found when it is read, not when it is parsed.
                throw new OtlpFormatException($"Record {index - 1} holds half of a surrogate pair.");
            }
        }
        // Anything behind the array is an error that only a further read finds.
        reader.Read();
        if (index > 0 && !attributes.ContainsKey(LambdaSender.FunctionName) && !attributes.ContainsKey("cloud.resource_id"))
        {
            throw new OtlpFormatException(
                "The function is not named: send its name as the query parameter 'function' or the header 'observe-function'.");
        }
        Wrap(attributes);
        return _output.Written;
    }

    public void Reset()
    {
        _output.Reset();
        _records.Reset();
    }

    private void Wrap(Dictionary<string, string> attributes)
    {
        _output.VarUInt(0x0a);
        var group = _output.BeginMessage();
        _output.VarUInt(0x0a);
        var resource = _output.BeginMessage();
        foreach (var (key, value) in attributes)
        {
            Attribute(_output, 0x0a, key, value);
        }
        _output.EndMessage(resource);
        _output.VarUInt(0x12);
        var scopeLogs = _output.BeginMessage();
        _output.VarUInt(0x0a);
        var scope = _output.BeginMessage();
        _output.VarUInt(0x0a);
        Text(_output, ScopeName);
        _output.EndMessage(scope);
        _output.Bytes(_records.Written);
        _output.EndMessage(scopeLogs);
        _output.EndMessage(group);
    }

    private void Record(JsonElement item, int index, Dictionary<string, string> attributes)
    {
        var record = new LambdaJsonRecord(item, index);
        if (record.IsPlatform)
        {
            Learn(record, attributes);
        }
        _records.VarUInt(0x12);
        var start = _records.BeginMessage();
        _records.VarUInt(0x09);
        _records.UInt64((ulong)record.UnixNanoseconds);
        if (record.IsPlatform)
        {
            _records.VarUInt(0x62);
            Text(_records, record.Type);
            _records.VarUInt(0x2a);
            LambdaJsonValue.Write(_records, record.Body);
        }
        else
        {
            Line(record);
        }
        var invocation = record.RequestId.Length > 0 ? record.RequestId : _invocation;
        if (invocation.Length > 0)
        {
            Attribute(_records, 0x32, "faas.invocation_id", invocation);
        }
        if (_trace is { } trace)
        {
            _records.VarUInt(0x4a);
            _records.Text(Convert.FromHexString(trace));
        }
        _records.EndMessage(start);
        if (record.Type == LambdaRecord.Report && record.RequestId == _invocation)
        {
            (_invocation, _trace) = ("", null);
        }
    }

    /// <summary>What a record says for those behind it, and for all where nobody else said it.</summary>
    private void Learn(LambdaJsonRecord record, Dictionary<string, string> attributes)
    {
        if (record.Type == LambdaRecord.InitStart && record.Field("functionName") is { } function)
        {
            attributes.TryAdd(LambdaSender.FunctionName, function);
            attributes.TryAdd("service.name", function);
            if (record.Field("functionVersion") is { } version)
            {
                attributes.TryAdd(LambdaSender.FunctionVersion, version);
            }
        }
        if (record.Type == LambdaRecord.Start)
        {
            _invocation = record.RequestId;
            _trace = XRayContext.Parse(record.Field("tracing.value")) is { IsSampled: true } context ? context.TraceId : null;
        }
    }

    private void Line(LambdaJsonRecord record)
    {
        Attribute(_records, 0x32, "type", record.Type);
        if (record.Body.ValueKind != JsonValueKind.Object)
        {
            _records.VarUInt(0x2a);
            LambdaJsonValue.Write(_records, record.Body);
            return;
        }
        foreach (var member in record.Body.EnumerateObject())
        {
            switch (member.Name)
            {
                case "timestamp" or "requestId":
                    break;
                case "message":
                    _records.VarUInt(0x2a);
                    LambdaJsonValue.Write(_records, member.Value);
                    break;
                case "level" when member.Value.ValueKind == JsonValueKind.String:
                    Severity(member.Value.GetString()!);
                    break;
                default:
                    _records.VarUInt(0x32);
                    LambdaJsonValue.WritePair(_records, member.Name, member.Value);
                    break;
            }
        }
    }

    private void Severity(string level)
    {
        _records.VarUInt(0x10);
        _records.VarUInt(level.ToUpperInvariant() switch
        {
            "TRACE" => 1,
            "DEBUG" => 5,
            "INFO" or "INFORMATION" => 9,
            "WARN" or "WARNING" => 13,
            "ERROR" => 17,
            "FATAL" or "CRITICAL" => 21,
            _ => 0,
        });
        _records.VarUInt(0x1a);
        Text(_records, level);
    }

    private static void Attribute(ColumnBuffer output, uint tag, string key, string value)
    {
        output.VarUInt(tag);
        var pair = output.BeginMessage();
        output.VarUInt(0x0a);
        Text(output, key);
        output.VarUInt(0x12);
        var any = output.BeginMessage();
        output.VarUInt(0x0a);
        Text(output, value);
        output.EndMessage(any);
        output.EndMessage(pair);
    }

    private static void Text(ColumnBuffer output, string text) => output.Text(Encoding.UTF8.GetBytes(text));
}
