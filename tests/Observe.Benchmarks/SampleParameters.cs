using System.Globalization;
using Observe.Benchmarks.Shapes;

namespace Observe.Benchmarks;

/// <summary>What a query asks for, taken from a span that was loaded.</summary>
internal static class SampleParameters
{
    /// <summary>The values of those parameters that the SQL names.</summary>
    public static (string Name, string Value)[] Of(ShapedSpan span, string sql)
    {
        var attribute = span.Attributes[3];
        (string Name, string Value)[] all =
        [
            ("trace", Convert.ToHexStringLower(span.TraceId)),
            ("key", attribute.Key),
            ("value", attribute.Value.ToString()),
            ("item", $"{attribute.Key}={attribute.Value}"),
            ("service", span.Resource.Service),
            ("hour", (span.StartUnixNanoseconds / 3_600_000_000_000 * 3_600).ToString(CultureInfo.InvariantCulture)),
            ("day", (span.StartUnixNanoseconds / 86_400_000_000_000 * 86_400).ToString(CultureInfo.InvariantCulture)),
        ];
        return [.. all.Where(item => sql.Contains("{" + item.Name + ":", StringComparison.Ordinal))];
    }
}
