namespace Observe.Samples.Platform;

/// <summary>What the shop's page sends.</summary>
/// <param name="Postcode">Where it goes to.</param>
internal sealed record Order(string Customer, string Card, IReadOnlyList<OrderLine> Lines, string Postcode);

/// <summary>So many of one article.</summary>
internal sealed record OrderLine(string Sku, int Quantity, decimal UnitPrice);

/// <summary>Who buys what. One card in fifty is mistyped, and one customer in fifty lives abroad.</summary>
internal static class Customers
{
    /// <summary>
    /// Orders that nobody thought of when the shop was written: a set that holds itself, more pieces than there is memory for their labels, and an
    /// amount over which the fraud check never ends.
    /// </summary>
    private static readonly OrderLine[] Unforeseen =
    [
        new("gift-set", 1, 99.00m), new("coffee-beans", 5_000_000, 0.01m), new("gold-grinder", 1, 900_000_000m),
    ];

    private static readonly (string Sku, decimal Price)[] Articles =
    [
        ("coffee-beans", 14.90m), ("espresso-cup", 9.50m), ("grinder", 129.00m), ("milk-jug", 24.00m), ("scale", 59.00m), ("tamper", 32.00m),
    ];

    private static readonly string[] Cards = ["4111111111111111", "5555555555554444", "4012888888881881", "6011111111111117"];

    private static readonly string[] Postcodes = ["10115", "20095", "50667", "80331", "01067", "04109"];

    /// <summary>The warehouse cannot read it: the message of such an order is a poison message.</summary>
    private const string Abroad = "SW1A 1AA";

    /// <param name="number">Of the order.</param>
    /// <param name="unforeseenEvery">One order in so many is one of those that the shop cannot cope with, each kind in turn; 0 for none.</param>
    public static Order NextOrder(Random random, int number, int unforeseenEvery)
    {
        if (unforeseenEvery > 0 && number % unforeseenEvery == 0)
        {
            return new Order("customer-0", Cards[0], [Unforeseen[number / unforeseenEvery % Unforeseen.Length]], Postcodes[0]);
        }
        var lines = Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
        {
            var (sku, price) = Articles[random.Next(Articles.Length)];
            return new OrderLine(sku, random.Next(1, 4), price);
        });
        var card = random.Next(50) == 0 ? "4111111111111112" : Cards[random.Next(Cards.Length)];
        var postcode = random.Next(50) == 0 ? Abroad : Postcodes[random.Next(Postcodes.Length)];
        return new Order($"customer-{random.Next(1, 400)}", card, [.. lines], postcode);
    }
}
