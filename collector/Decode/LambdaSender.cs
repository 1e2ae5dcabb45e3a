using Microsoft.AspNetCore.Http;

namespace Observe.Collector.Decode;

/// <summary>
/// What a request says of the function whose platform records it forwards. The records themselves do not say it, or do so only once in the life of
/// an instance. Each is a query parameter, or a header with <c>observe-</c> before its name:
/// <list type="bullet">
/// <item><c>function</c>, <c>version</c>: of AWS_LAMBDA_FUNCTION_NAME and AWS_LAMBDA_FUNCTION_VERSION.</item>
/// <item><c>instance</c>: of AWS_LAMBDA_LOG_STREAM_NAME, as functions name their instance.</item>
/// <item><c>resource</c>: further attributes, in the form of OTEL_RESOURCE_ATTRIBUTES.</item>
/// </list>
/// </summary>
/// <param name="Attributes">Of the resource, by the names of the conventions.</param>
public sealed record LambdaSender(IReadOnlyDictionary<string, string> Attributes)
{
    public const string FunctionName = "faas.name";
    public const string FunctionVersion = "faas.version";
    private const string HeaderPrefix = "observe-";

    /// <exception cref="FormatException">The attributes are not in the form that they should have.</exception>
    public static LambdaSender Of(HttpRequest request)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["cloud.provider"] = "aws",
            ["cloud.platform"] = "aws_lambda",
        };
        foreach (var (key, value) in Pairs(Value(request, "resource")))
        {
            attributes[key] = value;
        }
        foreach (var (name, key) in new[] { ("function", FunctionName), ("version", FunctionVersion), ("instance", "faas.instance") })
        {
            if (Value(request, name) is { Length: > 0 } value)
            {
                attributes[key] = value;
            }
        }
        if (attributes.GetValueOrDefault(FunctionName) is { } function)
        {
            attributes.TryAdd("service.name", function);
        }
        return new LambdaSender(attributes);
    }

    private static string? Value(HttpRequest request, string name) =>
        request.Query.TryGetValue(name, out var asked) ? asked.ToString()
            : request.Headers.TryGetValue(HeaderPrefix + name, out var header) ? header.ToString()
            : null;

    private static IEnumerable<(string Key, string Value)> Pairs(string? text)
    {
        foreach (var pair in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            yield return pair.Split('=', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } key, var value]
                ? (Uri.UnescapeDataString(key), Uri.UnescapeDataString(value))
                : throw new FormatException($"'{HeaderPrefix}resource' must be pairs of key=value with commas between them; '{pair}' is none.");
        }
    }
}
