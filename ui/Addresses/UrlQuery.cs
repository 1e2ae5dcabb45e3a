using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Observe.UI.Addresses;

/// <summary>The query part of an address: reads it, and writes it in a fixed order without empty parameters.</summary>
public sealed class UrlQuery
{
    private readonly Dictionary<string, string> _values;

    private UrlQuery(Dictionary<string, string> values) => _values = values;

    /// <summary>Null when the parameter is missing or empty. Of a repeated parameter the last one counts.</summary>
    public string? this[string name] => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public static UrlQuery Parse(Uri address)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in QueryHelpers.ParseQuery(address.Query))
        {
            values[name] = value.Count == 0 ? "" : value[^1] ?? "";
        }
        return new UrlQuery(values);
    }

    /// <summary>The path with the parameters that have a value, in the order given.</summary>
    public static string Build(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var url = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            if (!string.IsNullOrEmpty(value))
            {
                url.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }
        return url.ToString();
    }

    /// <summary>The address with some parameters replaced (a null value removes one) and all others kept.</summary>
    public static string With(Uri address, params ReadOnlySpan<(string Name, string? Value)> replaced)
    {
        var query = Parse(address);
        foreach (var (name, value) in replaced)
        {
            query._values[name] = value ?? "";
        }
        return Build(address.AbsolutePath, query._values.Select(pair => (pair.Key, (string?)pair.Value)).ToArray());
    }
}
