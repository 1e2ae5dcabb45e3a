namespace Observe.Samples.Platform;

/// <summary>What the shop's page sends.</summary>
internal sealed record Order(string Customer, string Card, IReadOnlyList<OrderLine> Lines);

/// <summary>So many of one article.</summary>
internal sealed record OrderLine(string Sku, int Quantity, decimal UnitPrice);

/// <summary>Who buys what. One card in fifty is mistyped.</summary>
internal static class Customers
{
    private static readonly (string Sku, decimal Price)[] Articles =
    [
        ("coffee-beans", 14.90m), ("espresso-cup", 9.50m), ("grinder", 129.00m), ("milk-jug", 24.00m), ("scale", 59.00m), ("tamper", 32.00m),
    ];

    private static readonly string[] Cards = ["4111111111111111", "5555555555554444", "4012888888881881", "6011111111111117"];

    public static Order NextOrder(Random random)
    {
        var lines = Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
        {
            var (sku, price) = Articles[random.Next(Articles.Length)];
            return new OrderLine(sku, random.Next(1, 4), price);
        });
        var card = random.Next(50) == 0 ? "4111111111111112" : Cards[random.Next(Cards.Length)];
        return new Order($"customer-{random.Next(1, 400)}", card, [.. lines]);
    }
}
