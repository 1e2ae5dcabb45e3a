using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Values;

namespace Observe.Alerts.Format;

/// <summary>
/// A template that a person wrote. It sees the generic body (<c>type</c>, <c>timestamp</c>, <c>data</c>), reads no file, and has an end: its steps, its
/// time, its output and each value in between are limited.
/// </summary>
public sealed partial class LiquidTemplate
{
    public const int MaxLength = 16 * 1024;
    public const int MaxOutput = 256 * 1024;

    /// <summary>Of a value that has a name: what is captured is not counted as output.</summary>
    private const int MaxValue = 32 * 1024;

    private const int MaxSteps = 20_000;
    private const int MaxDepth = 32;
    private const int MaxRange = 1_000;
    private const int MaxItems = 10_000;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(1);
    private static readonly FluidParser Parser = new();

    /// <summary>Filters whose result can be much longer than what goes in.</summary>
    private static readonly string[] Growing =
        ["append", "prepend", "replace", "replace_first", "replace_last", "join", "concat", "split", "escape", "escape_once", "url_encode", "newline_to_br", "base64_encode", "json"];

    private readonly IFluidTemplate _template;

    private LiquidTemplate(IFluidTemplate template) => _template = template;

    /// <param name="error">With line and column.</param>
    public static LiquidTemplate? Parse(string source, out string error)
    {
        error = Limit(source);
        if (error.Length > 0)
        {
            return null;
        }
        return Parser.TryParse(source, out var template, out error) ? new LiquidTemplate(template) : null;
    }

    /// <summary>The text that it makes of a message; empty with an error when it does not come to an end.</summary>
    public string Render(string payload, out string error)
    {
        error = "";
        using var message = JsonDocument.Parse(payload);
        using var writer = new LimitedWriter(MaxOutput, MaxTime);
        try
        {
            var context = new TemplateContext(Options(message.RootElement, writer));
            foreach (var property in message.RootElement.EnumerateObject())
            {
                context.SetValue(property.Name, FluidValue.Create(Value(property.Value), context.Options));
            }
            // Nothing in a template waits for anything.
            _template.RenderAsync(writer, context, NullEncoder.Default, false).AsTask().GetAwaiter().GetResult();
            return writer.ToString();
        }
        catch (Exception exception)
        {
            // Whatever the engine throws, it is for what the template asked of it.
            error = exception.Message;
            return "";
        }
    }

    /// <summary>The engine makes a range as a list and parses by recursion: what would be too much is refused before.</summary>
    private static string Limit(string source)
    {
        if (source.Length > MaxLength)
        {
            return $"A template has at most {MaxLength} characters.";
        }
        var open = new Stack<string>();
        foreach (Match tag in Tags().Matches(source))
        {
            if (LimitOf(tag.Value, open) is { } fault)
            {
                return $"{fault} at line {source.AsSpan(0, tag.Index).Count('\n') + 1}.";
            }
        }
        return "";
    }

    /// <param name="open">The blocks around it, changed by it.</param>
    private static string? LimitOf(string tag, Stack<string> open)
    {
        var opening = Opening().Match(tag);
        if (opening.Success)
        {
            open.Push(opening.Groups[1].Value);
        }
        else if (Closing().IsMatch(tag))
        {
            open.TryPop(out _);
        }
        return open.Count > MaxDepth || Depth(tag) > MaxDepth ? $"Nested deeper than {MaxDepth}"
            : Ranges().Matches(tag).Any(range => !IsShort(range.Groups[1].Value) || !IsShort(range.Groups[2].Value)) ? $"A range is not of two whole numbers up to {MaxRange}"
            : opening.Success && open.Peek() is "for" or "tablerow" && open.Contains("capture") ? "There is a loop in a capture"
            : null;
    }

    private static int Depth(string tag)
    {
        var (depth, deepest) = (0, 0);
        foreach (var character in tag)
        {
            depth += character is '[' or '(' ? 1 : character is ']' or ')' ? -1 : 0;
            deepest = Math.Max(deepest, depth);
        }
        return deepest;
    }

    private static bool IsShort(string number) =>
        int.TryParse(number.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= MaxRange;

    private static TemplateOptions Options(JsonElement message, LimitedWriter writer)
    {
        var now = message.TryGetProperty("timestamp", out var timestamp) && timestamp.TryGetDateTimeOffset(out var at) ? at : default;
        var options = new TemplateOptions
        {
            MaxSteps = MaxSteps,
            MaxRecursion = MaxDepth,
            CultureInfo = CultureInfo.InvariantCulture,
            TimeZone = TimeZoneInfo.Utc,
            // The same message makes the same text at each attempt.
            Now = () => now,
            StrictFilters = true,
            Assigned = (_, value, _) => ValueTask.FromResult(Checked(value, MaxValue, writer)),
            Captured = (_, value, _) => ValueTask.FromResult(Checked(value, MaxValue, writer)),
        };
        foreach (var name in Growing)
        {
            if (options.Filters.TryGetValue(name, out var filter))
            {
                options.Filters.AddFilter(name, (input, arguments, context) => Guarded(filter, input, arguments, context, writer));
            }
        }
        return options;
    }

    private static async ValueTask<FluidValue> Guarded(
        FilterDelegate filter, FluidValue input, FilterArguments arguments, TemplateContext context, LimitedWriter writer)
    {
        var longest = 1L;
        for (var i = 0; i < arguments.Count; i++)
        {
            longest = Math.Max(longest, Size(arguments.At(i)));
        }
        // Every character of the one may become all of the other.
        if (Size(input) * longest > MaxOutput * 64L)
        {
            throw new InvalidOperationException($"A value has more than {MaxOutput} characters.");
        }
        return Checked(await filter(input, arguments, context), MaxOutput, writer);
    }

    private static FluidValue Checked(FluidValue value, int max, LimitedWriter writer)
    {
        writer.CheckTime();
        return Size(value) <= max ? value : throw new InvalidOperationException($"A value has more than {max} characters.");
    }

    /// <summary>Characters; of a list what its items would take at least.</summary>
    private static long Size(FluidValue value) => value.Type switch
    {
        FluidValues.String => value.ToStringValue().Length,
        FluidValues.Array => value is ArrayValue { Values: var items } ? items.Count * (long)(MaxValue / MaxItems) : 1,
        _ => 1,
    };

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().ToDictionary(property => property.Name, property => Value(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetDecimal(out var number) ? number : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    [GeneratedRegex(@"\{[{%].*?[}%]\}", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Tags();

    [GeneratedRegex(@"^\{%-?\s*(if|unless|for|case|capture|tablerow|comment|raw|macro|ifchanged)\b")]
    private static partial Regex Opening();

    [GeneratedRegex(@"^\{%-?\s*end[a-z]+\b")]
    private static partial Regex Closing();

    [GeneratedRegex(@"\(([^()]*)\.\.([^()]*)\)", RegexOptions.NonBacktracking)]
    private static partial Regex Ranges();
}
