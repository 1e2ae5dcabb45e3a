namespace Observe.Samples.Platform;

/// <summary>
/// How busy the shop is: a day passes in ten minutes, from a calm night over a peak at noon to a higher one in the evening. Over a day it is as busy as its rate
/// says. It opens at nine in the morning, so that there is something to see at once.
/// </summary>
internal sealed class DemandCurve(TrafficShape shape, TimeProvider time)
{
    public static readonly TimeSpan Day = TimeSpan.FromMinutes(10);

    private const double HoursOfADay = 24;
    private const double OpensAt = 9;

    /// <summary>Straight lines between them.</summary>
    private static readonly (double Hour, double Demand)[] Points =
    [
        (0, 0.50), (4, 0.35), (6, 0.50), (8, 1.00), (10, 1.15), (12, 1.40), (14, 1.10), (16, 0.95), (18, 1.25), (20, 1.50), (22, 1.00), (HoursOfADay, 0.50),
    ];

    private static readonly double Mean =
        Points.Zip(Points.Skip(1), (from, to) => (from.Demand + to.Demand) / 2 * (to.Hour - from.Hour)).Sum() / HoursOfADay;

    private readonly long _opened = time.GetTimestamp();

    /// <summary>Times the mean, now.</summary>
    public double Factor => shape == TrafficShape.Steady ? 1 : At(Hour) / Mean;

    /// <summary>Of the shop's day.</summary>
    public double Hour => (OpensAt + (time.GetElapsedTime(_opened) / Day * HoursOfADay)) % HoursOfADay;

    private static double At(double hour)
    {
        var next = Array.FindIndex(Points, point => point.Hour > hour);
        var (from, to) = (Points[next - 1], Points[next]);
        return from.Demand + ((to.Demand - from.Demand) * (hour - from.Hour) / (to.Hour - from.Hour));
    }
}

/// <summary>How the rate of orders changes.</summary>
internal enum TrafficShape
{
    Day,
    Steady,
}
