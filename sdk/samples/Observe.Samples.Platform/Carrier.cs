using Microsoft.AspNetCore.Http;

namespace Observe.Samples.Platform;

/// <summary>Who takes parcels to customers, an outside service: POST /shipments. For half a minute in five it is overworked, and the warehouse with it.</summary>
internal sealed class Carrier(TimeProvider time)
{
    private static readonly TimeSpan Cycle = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SlowFrom = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan SlowUntil = TimeSpan.FromMinutes(3.5);

    private readonly long _opened = time.GetTimestamp();

    public async Task ServeAsync(HttpContext context)
    {
        await Task.Delay(Pace(time.GetElapsedTime(_opened), Random.Shared.NextDouble()), time, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status201Created;
    }

    /// <param name="luck">From 0 to 1.</param>
    internal static TimeSpan Pace(TimeSpan sinceOpening, double luck)
    {
        var moment = TimeSpan.FromTicks(sinceOpening.Ticks % Cycle.Ticks);
        return moment >= SlowFrom && moment < SlowUntil
            ? TimeSpan.FromMilliseconds(700 + (900 * luck))
            : TimeSpan.FromMilliseconds(15 + (40 * luck));
    }
}
