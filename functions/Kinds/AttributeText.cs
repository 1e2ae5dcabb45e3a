using System.Text.Json;
using Observe.Functions.Normalisation;

namespace Observe.Functions.Kinds;

/// <summary>Names out of attribute values, which may be lists, addresses and ARNs, and come from outside.</summary>
internal static class AttributeText
{
    private const int LongestName = 200;
    private const int LongestList = 4_096;
    private const int MostNames = 3;

    /// <summary>The ARNs of these have the name behind one more colon: <c>arn:aws:states:REGION:ACCOUNT:stateMachine:NAME</c>.</summary>
    private static readonly HashSet<string> TypesInArns = new(StringComparer.Ordinal)
    {
        "activity", "execution", "express", "function", "secret", "stateMachine",
    };

    /// <summary>The first of the keys that has a value; null when none has.</summary>
    public static string? First(AttributeLookup attribute, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (attribute(key) is { } value && value.AsSpan().Trim().Length > 0)
            {
                return Cut(value.Trim());
            }
        }
        return null;
    }

    /// <summary>The same for keys whose values may be lists, ARNs or addresses: only the names are left.</summary>
    public static string? FirstName(AttributeLookup attribute, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (attribute(key) is { } value && Cut(string.Join(", ", List(value).Select(Name).Where(name => name.Length > 0).Take(MostNames))) is { Length: > 0 } names)
            {
                return names;
            }
        }
        return null;
    }

    private static string Cut(string text) => text.Length <= LongestName ? text : text[..LongestName];

    private static string Name(string text)
    {
        var value = text.Trim();
        if (value.StartsWith("arn:", StringComparison.Ordinal))
        {
            var parts = value.Split(':');
            value = parts.Length <= 5 ? value : parts.Length > 6 && TypesInArns.Contains(parts[5]) ? parts[6] : parts[5];
            return value[(value.IndexOf('/', StringComparison.Ordinal) + 1)..];
        }
        var scheme = value.IndexOf("://", StringComparison.Ordinal);
        var path = scheme < 0 ? value : value[(scheme + 3)..].TrimEnd('/');
        return scheme < 0 ? path : path[(path.LastIndexOf('/') + 1)..];
    }

    /// <summary>The members of a list as OTLP/JSON or as plain JSON; any other text is its only member.</summary>
    private static List<string> List(string text)
    {
        if (text.Length is 0 or > LongestList || text[0] is not ('{' or '['))
        {
            return [text];
        }
        try
        {
            using var json = JsonDocument.Parse(text);
            return Members(json.RootElement) is { Count: > 0 } members ? members : [text];
        }
        catch (JsonException)
        {
            return [text];
        }
    }

    private static List<string> Members(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("arrayValue", out var array)
            && array.ValueKind == JsonValueKind.Object && array.TryGetProperty("values", out var values))
        {
            value = values;
        }
        return value.ValueKind != JsonValueKind.Array ? [] : [.. value.EnumerateArray().Select(Text).OfType<string>()];
    }

    private static string? Text(JsonElement member) => member.ValueKind switch
    {
        JsonValueKind.String => member.GetString(),
        JsonValueKind.Object when member.TryGetProperty("stringValue", out var text) && text.ValueKind == JsonValueKind.String => text.GetString(),
        _ => null,
    };
}
