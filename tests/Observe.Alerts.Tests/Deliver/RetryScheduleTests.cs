using Microsoft.Extensions.Options;
using Observe.Alerts.Deliver;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Deliver;

public sealed class RetryScheduleTests
{
    private readonly RetrySchedule _schedule = new(Options.Create(new AlertsOptions()));

    [Theory]
    [InlineData(200, DeliveryOutcome.Delivered)]
    [InlineData(204, DeliveryOutcome.Delivered)]
    [InlineData(0, DeliveryOutcome.Retry)]
    [InlineData(408, DeliveryOutcome.Retry)]
    [InlineData(425, DeliveryOutcome.Retry)]
    [InlineData(429, DeliveryOutcome.Retry)]
    [InlineData(500, DeliveryOutcome.Retry)]
    [InlineData(503, DeliveryOutcome.Retry)]
    [InlineData(302, DeliveryOutcome.Dead)]
    [InlineData(400, DeliveryOutcome.Dead)]
    [InlineData(404, DeliveryOutcome.Dead)]
    [InlineData(410, DeliveryOutcome.Dead)]
    public void After_Status_DecidesTheOutcome(int status, DeliveryOutcome expected) =>
        Assert.Equal(expected, _schedule.After(Answered(status), 0, 0.5).Outcome);

    [Fact]
    public void After_EachStep_WaitsAsTheScheduleSaysAndThenGivesUp()
    {
        var waits = Enumerable.Range(0, 10).Select(step => _schedule.After(Answered(500), step, 0.5).Wait?.TotalSeconds);

        Assert.Equal([5, 30, 120, 600, 1800, 7200, 18000, 36000, 86400, null], waits);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 6)]
    public void After_Jitter_IsAFifthEitherWay(double chance, double seconds) =>
        Assert.Equal(seconds, _schedule.After(Answered(500), 0, chance).Wait!.Value.TotalSeconds, 6);

    [Theory]
    [InlineData(60, 60)]
    [InlineData(1, 5)]
    [InlineData(10_000_000, 86400)]
    public void After_RetryAfter_IsHonouredWithinADay(int asked, double seconds)
    {
        var result = Answered(429) with { RetryAfter = TimeSpan.FromSeconds(asked) };

        Assert.Equal(seconds, _schedule.After(result, 0, 0.5).Wait!.Value.TotalSeconds);
    }

    private static AttemptResult Answered(int status) => new(status, "", TimeSpan.Zero, "", null);
}
