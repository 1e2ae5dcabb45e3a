using System.Text.Json;

namespace Observe.Server.Api;

/// <summary>Members of enumerations as the API writes them: in camel case.</summary>
internal static class ApiNames
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>All members, for the text of an error.</summary>
    public static string All<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Of));

    /// <summary>Reads names that are separated by commas, as they are written; nothing is no names.</summary>
    public static bool TryParse<T>(string? text, out IReadOnlyList<T> values)
        where T : struct, Enum
    {
        var known = Enum.GetValues<T>().ToDictionary(Of);
        var names = (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        values = [.. names.Where(known.ContainsKey).Select(name => known[name])];
        return values.Count == names.Length;
    }

    /// <summary>The counts that are not zero, by name.</summary>
    public static IReadOnlyDictionary<string, long> Counts<T>(Func<T, long> count)
        where T : struct, Enum => Enum.GetValues<T>().Where(value => count(value) > 0).ToDictionary(Of, count);
}
