using System.Globalization;
using Observe.Functions.Cost;

namespace Observe.UI.Shaping;

/// <summary>Amounts of US dollars, rounded for reading.</summary>
public static class Money
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary><c>$0.31</c>, <c>$0.0042</c>, <c>$1,204</c>. What is not nothing is never shown as nothing.</summary>
    public static string Of(decimal usd) => usd switch
    {
        0 => "$0",
        > 0 and < 0.0001m => "<$0.0001",
        < 0.0095m => "$" + usd.ToString("0.0000", Plain),
        < 99.995m => "$" + usd.ToString("0.00", Plain),
        < 99_999.5m => "$" + usd.ToString("#,0", Plain),
        _ => "$" + (usd / 1_000).ToString("#,0", Plain) + " k",
    };

    /// <summary><c>$0.0000391</c>: what one invocation costs, to three figures. A dash when it could not be priced.</summary>
    public static string OfOne(UsageCost cost)
    {
        if (cost.PricedInvocations == 0)
        {
            return "–";
        }
        var usd = cost.TotalUsd;
        if (usd is 0 or >= 0.01m)
        {
            return Of(usd);
        }
        var decimals = 2 - (int)Math.Floor(Math.Log10((double)usd));
        return "$" + usd.ToString($"F{decimals}", Plain) + (cost.IsComplete ? "" : "+");
    }

    /// <summary>A dash for what the price book cannot price at all, and a plus behind the price of a part.</summary>
    public static string Of(UsageCost? cost) => cost switch
    {
        null or { PricedInvocations: 0 } => "–",
        { IsComplete: true } => Of(cost.TotalUsd),
        _ => Of(cost.TotalUsd) + "+",
    };

    /// <summary>What the amount is made of, and what was assumed or is missing: for the hover.</summary>
    public static string Explain(UsageCost? cost)
    {
        if (cost is null)
        {
            return "";
        }
        var parts = new (string Name, decimal Usd)[]
        {
            ("duration", cost.DurationUsd), ("requests", cost.RequestsUsd), ("initialisation", cost.InitUsd), ("storage", cost.StorageUsd),
        };
        var made = string.Join(", ", parts.Where(part => part.Usd > 0).Select(part => $"{part.Name} {Of(part.Usd)}"));
        string[] lines =
        [
            .. made.Length > 0 ? [made + $", at list prices of {cost.BookVersion}"] : Array.Empty<string>(),
            .. cost.Notes.Select(note => note.Text),
        ];
        return string.Join("\n", lines);
    }
}
