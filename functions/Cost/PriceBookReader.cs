using System.Text.Json;

namespace Observe.Functions.Cost;

/// <summary>A price book, or what is wrong with it and where (<c>plans[0].prices[2].tiers must ...</c>).</summary>
public sealed record PriceBookResult(PriceBook? Book, IReadOnlyList<string> Errors);

/// <summary>
/// Reads a price book from JSON, the built-in one and an operator's alike. A book with a mistake is refused whole:
/// half a book would give costs that are silently too low.
/// </summary>
public static class PriceBookReader
{
    /// <summary>A book is a page or two; a file above this is some other file.</summary>
    public const int MaxBytes = 1_048_576;

    private static readonly JsonDocumentOptions Json = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = 16,
    };

    /// <param name="json">UTF-8.</param>
    public static PriceBookResult Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaxBytes)
        {
            return new PriceBookResult(null, [$"The price book has more than {MaxBytes} bytes."]);
        }
        try
        {
            using var document = JsonDocument.Parse(WithoutByteOrderMark(json), Json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement)
                : new PriceBookResult(null, ["The price book must be an object."]);
        }
        catch (JsonException exception)
        {
            return new PriceBookResult(null, [$"The price book is no JSON: {exception.Message}"]);
        }
    }

    private static PriceBookResult Read(JsonElement root)
    {
        var errors = new PriceBookErrors();
        var node = new PriceBookNode(root, "", errors);
        var version = node.Date("version");
        if (node.OptionalText("currency") != "USD")
        {
            node.Error("currency", "must be USD.");
        }
        var plans = node.Objects("plans", isRequired: true).Select(PricePlanReader.Read).ToList();
        node.RefuseUnknown();
        CheckNames(node, plans);
        return errors.All.Count > 0
            ? new PriceBookResult(null, errors.All)
            : new PriceBookResult(new PriceBook { Version = version.ToString("O"), Plans = plans }, []);
    }

    private static void CheckNames(PriceBookNode node, List<PricePlan> plans)
    {
        foreach (var same in plans.GroupBy(plan => $"{plan.Provider}/{plan.Name}", StringComparer.OrdinalIgnoreCase))
        {
            if (same.Count() > 1)
            {
                node.Error("plans", $"has {same.Key} more than once.");
            }
        }
        foreach (var provider in plans.GroupBy(plan => plan.Provider, StringComparer.OrdinalIgnoreCase))
        {
            var defaults = provider.Count(plan => plan.IsDefault);
            if (defaults != 1 && provider.Any(plan => plan.IsForFunctions))
            {
                node.Error("plans", $"must have one default plan of {provider.Key}, and has {defaults}.");
            }
            if (provider.Any(plan => plan.IsDefault && !plan.IsForFunctions))
            {
                node.Error("plans", $"must not have a default plan of {provider.Key} that bills no invocations.");
            }
        }
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> json) =>
        json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
}
