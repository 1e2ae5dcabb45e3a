using System.Globalization;
using System.Text.Json;
using Observe.Functions.Lambda;
using Observe.Storage;

namespace Observe.Collector.Decode;

/// <summary>One record of a Lambda Telemetry API request, checked: what is wrong is named by the record's index and its field.</summary>
internal sealed class LambdaJsonRecord
{
    private static readonly string[] Texts = ["status", "errorType", "initializationType", "phase", "version", "functionName", "functionVersion", "requestId"];

    private static readonly string[] Numbers =
    [
        "metrics.durationMs", "metrics.billedDurationMs", "metrics.initDurationMs", "metrics.restoreDurationMs", "metrics.memorySizeMB",
        "metrics.maxMemoryUsedMB", "droppedRecords", "droppedBytes",
    ];

    private readonly int _index;

    /// <exception cref="OtlpFormatException">It is not a record.</exception>
    public LambdaJsonRecord(JsonElement item, int index)
    {
        _index = index;
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw new OtlpFormatException($"Record {index} must be an object with time, type and record.");
        }
        Type = item.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() is { Length: > 0 } name
            ? name
            : throw Wrong("type", "a text");
        Body = item.TryGetProperty("record", out var body) ? body : throw Wrong("record", "there");
        UnixNanoseconds = Time(item);
        IsPlatform = Type.StartsWith(LambdaRecord.PlatformPrefix, StringComparison.Ordinal);
        if (IsPlatform)
        {
            Check();
        }
        RequestId = Body.ValueKind == JsonValueKind.Object ? Field("requestId") ?? "" : "";
        if (RequestId.Length == 0 && (Type is LambdaRecord.Start or LambdaRecord.RuntimeDone or LambdaRecord.Report))
        {
            throw Wrong("record.requestId", "a text");
        }
    }

    public string Type { get; }

    public bool IsPlatform { get; }

    public long UnixNanoseconds { get; }

    public string RequestId { get; }

    public JsonElement Body { get; }

    /// <summary>A field of the body that is a text, by its path; null for another one.</summary>
    public string? Field(string path) => Find(path) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private void Check()
    {
        if (Body.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("record", "an object");
        }
        foreach (var path in Texts)
        {
            if (Find(path) is { ValueKind: not (JsonValueKind.String or JsonValueKind.Null) })
            {
                throw Wrong("record." + path, "a text");
            }
        }
        foreach (var path in Numbers)
        {
            if (Find(path) is { ValueKind: not (JsonValueKind.Number or JsonValueKind.Null) })
            {
                throw Wrong("record." + path, "a number");
            }
        }
    }

    /// <summary>A line's own timestamp is nearer to what happened than the time at which the platform took it.</summary>
    private long Time(JsonElement item)
    {
        if (Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("timestamp", out var own) && TryTime(own, out var told))
        {
            return told;
        }
        return item.TryGetProperty("time", out var time) && TryTime(time, out var taken) ? taken : throw Wrong("time", "a time as in ISO 8601");
    }

    private static bool TryTime(JsonElement value, out long unixNanoseconds)
    {
        unixNanoseconds = 0;
        if (value.ValueKind != JsonValueKind.String
            || !DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return false;
        }
        unixNanoseconds = time < DateTimeOffset.UnixEpoch ? 0 : UnixTime.Nanoseconds(time);
        return true;
    }

    private JsonElement? Find(string path)
    {
        var value = Body;
        foreach (var name in path.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return null;
            }
        }
        return value;
    }

    private OtlpFormatException Wrong(string field, string expected) => new($"Record {_index}: the field '{field}' must be {expected}.");
}
