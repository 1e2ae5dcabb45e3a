using Microsoft.AspNetCore.Http;

namespace Observe.Samples.Platform;

/// <summary>
/// The bank that payments asks: an outside service with good and bad times. In a bad phase about a quarter of the
/// authorisations fail or never come.
/// </summary>
internal sealed class Bank(BadPhase phase, TimeProvider time)
{
    private static readonly TimeSpan Cycle = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BadFrom = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BadUntil = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(5);

    private readonly long _opened = time.GetTimestamp();

    public bool IsUnwell => phase switch
    {
        BadPhase.Always => true,
        BadPhase.Never => false,
        _ => IsBadMoment(time.GetElapsedTime(_opened)),
    };

    public async Task ServeAsync(HttpContext context)
    {
        var (status, delay) = Decide(Random.Shared.NextDouble(), Random.Shared.NextDouble(), IsUnwell);
        await Task.Delay(delay, time, context.RequestAborted);
        context.Response.StatusCode = status;
    }

    internal static bool IsBadMoment(TimeSpan sinceOpening)
    {
        var moment = TimeSpan.FromTicks(sinceOpening.Ticks % Cycle.Ticks);
        return moment >= BadFrom && moment < BadUntil;
    }

    /// <summary>Two numbers from 0 to 1 decide what happens and how long it takes.</summary>
    internal static (int Status, TimeSpan Delay) Decide(double luck, double pace, bool unwell)
    {
        var (fail, hang, busy, slow) = unwell ? (0.20, 0.26, 0.30, 0.50) : (0.015, 0.02, 0.04, 0.10);
        var usual = TimeSpan.FromMilliseconds(15 + (60 * pace * pace));
        return luck switch
        {
            _ when luck < fail => (StatusCodes.Status503ServiceUnavailable, usual),
            _ when luck < hang => (StatusCodes.Status504GatewayTimeout, Hang),
            _ when luck < busy => (StatusCodes.Status429TooManyRequests, usual),
            _ when luck < slow => (StatusCodes.Status201Created, TimeSpan.FromMilliseconds(400 + (900 * pace))),
            _ => (StatusCodes.Status201Created, usual),
        };
    }
}
