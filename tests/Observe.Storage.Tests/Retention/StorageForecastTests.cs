using Observe.Storage.Retention;

namespace Observe.Storage.Tests.Retention;

public sealed class StorageForecastTests
{
    private static readonly DateOnly Today = new(2026, 11, 25);

    [Fact]
    public void Of_GrowingStore_CountsTheDaysThatFit()
    {
        var usage = Usage(retention: 100, daysAgo: [3, 2, 1]);

        Assert.Equal(new StorageForecast(10, 6), StorageForecast.Of(usage, capacity: 85, Today));
    }

    [Fact]
    public void Of_RetentionDropsAsMuchAsComes_IsNeverFull()
    {
        var usage = Usage(retention: 3, daysAgo: [3, 2, 1]);

        Assert.Equal(new StorageForecast(10, null), StorageForecast.Of(usage, capacity: 45, Today));
    }

    [Fact]
    public void Of_DaysWithoutRows_CountAsDays() =>
        Assert.Equal(2, StorageForecast.Of(Usage(retention: 100, daysAgo: [5]), capacity: 1_000, Today).BytesPerDay);

    [Fact]
    public void Of_StoreThatIsFullAlready_HasNoDays() =>
        Assert.Equal(0, StorageForecast.Of(Usage(retention: 100, daysAgo: [2, 1]), capacity: 15, Today).DaysUntilFull);

    [Fact]
    public void Of_EmptyStore_ExpectsNothing() =>
        Assert.Equal(new StorageForecast(0, null), StorageForecast.Of(Usage(retention: 30, daysAgo: []), capacity: 15, Today));

    private static StorageUsage Usage(int retention, int[] daysAgo) => new(
        [
            new TableUsage(
                "spans", daysAgo.Length, 10 * daysAgo.Length,
                [.. daysAgo.Select(ago => new DayUsage(Today.AddDays(-ago), 1, 10))], retention),
            new TableUsage("alert_rules", 0, 0, [], null),
        ],
        FreeBytes: 1_000, DiskBytes: 2_000);
}
