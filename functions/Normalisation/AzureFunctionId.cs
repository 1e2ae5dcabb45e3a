namespace Observe.Functions.Normalisation;

/// <summary>
/// The parts of <c>/subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.Web/sites/APP[/functions/NAME]</c> that name a function.
/// </summary>
/// <param name="Function">Empty when the id is that of the whole app.</param>
public sealed record AzureFunctionId(string Subscription, string App, string Function)
{
    public static AzureFunctionId? Parse(string? text)
    {
        // Azure compares its ids without regard to case.
        var parts = text?.Split('/') ?? [];
        return parts.Length >= 9 && Is(1, "subscriptions") && Is(6, "Microsoft.Web") && Is(7, "sites")
            ? new AzureFunctionId(parts[2], parts[8], parts.Length >= 11 && Is(9, "functions") ? parts[10] : "")
            : null;

        bool Is(int index, string word) => string.Equals(parts[index], word, StringComparison.OrdinalIgnoreCase);
    }
}
