using System.Text.Json;

namespace Observe.Sdk.AwsLambda.Events;

/// <summary>Members of JSON that need not be there, nor be what one expects.</summary>
internal static class JsonMembers
{
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    /// <summary>Null for what is no text, or an empty one.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    public static string? Text(this JsonElement? element, string name) => element?.Text(name);
}
