namespace Observe.Functions.Cost;

/// <summary>Prices and billing rules of one day; every cost names the book that it was worked out with.</summary>
public sealed record PriceBook
{
    private const string ResourceName = "PriceBook.json";

    private static readonly Lazy<PriceBook> BuiltInBook = new(ReadBuiltIn);

    /// <summary>The book that comes with the program.</summary>
    public static PriceBook BuiltIn => BuiltInBook.Value;

    /// <summary>The day on which its figures were last checked, as <c>yyyy-MM-dd</c>.</summary>
    public required string Version { get; init; }

    public required IReadOnlyList<PricePlan> Plans { get; init; }

    /// <summary>The plan of that name; null when the book has none.</summary>
    public PricePlan? Plan(string provider, string name) =>
        Plans.FirstOrDefault(plan => IsSame(plan.Provider, provider) && IsSame(plan.Name, name));

    /// <summary>
    /// The plan that bills a function: by the plan's name, by <c>cloud.platform</c>, or the provider's default when
    /// neither is known.
    /// </summary>
    /// <param name="planOrPlatform">The book's name of a plan, a value of <c>cloud.platform</c>, or empty.</param>
    /// <param name="isAssumed">More than one plan would fit, and the default was taken.</param>
    public PricePlan? FunctionPlan(string provider, string planOrPlatform, out bool isAssumed)
    {
        isAssumed = false;
        if (Plan(provider, planOrPlatform) is { } named)
        {
            return named;
        }
        var fitting = Plans
            .Where(plan => plan.IsForFunctions && IsSame(plan.Provider, provider)
                && (planOrPlatform.Length == 0 || plan.Platforms.Any(platform => IsSame(platform, planOrPlatform))))
            .OrderByDescending(plan => plan.IsDefault)
            .ToList();
        isAssumed = fitting.Count > 1;
        return fitting.FirstOrDefault();
    }

    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static PriceBook ReadBuiltIn()
    {
        using var stream = typeof(PriceBook).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The resource {ResourceName} is not in the assembly.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var result = PriceBookReader.Read(content.ToArray());
        return result.Book ?? throw new InvalidOperationException($"{ResourceName}: {string.Join(" ", result.Errors)}");
    }
}
