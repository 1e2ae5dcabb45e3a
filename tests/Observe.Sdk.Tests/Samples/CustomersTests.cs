using Observe.Samples.Platform;

namespace Observe.Sdk.Tests.Samples;

public sealed class CustomersTests
{
    private static readonly Random Random = new(1);

    [Fact]
    public void NextOrder_UnforeseenNowAndThen_EachKindInTurn()
    {
        var unforeseen = Enumerable.Range(1, 300)
            .Select(number => (number, order: Customers.NextOrder(Random, number, unforeseenEvery: 75)))
            .Where(item => item.order.Customer == "customer-0")
            .ToList();

        Assert.Equal([75, 150, 225, 300], unforeseen.Select(item => item.number));
        Assert.Equal(3, unforeseen.Select(item => item.order.Lines[0].Sku).Distinct().Count());
    }

    [Fact]
    public void NextOrder_NothingUnforeseen_IsOrdinary() =>
        Assert.DoesNotContain(Enumerable.Range(1, 300), number => Customers.NextOrder(Random, number, 0).Lines.Any(line => line.Quantity > 3));
}
