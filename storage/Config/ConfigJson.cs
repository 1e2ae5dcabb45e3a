using System.Text.Json;
using System.Text.Json.Serialization;

namespace Observe.Storage.Config;

/// <summary>How documents are written into their tables.</summary>
internal static class ConfigJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        IgnoreReadOnlyProperties = true,
    };
}
