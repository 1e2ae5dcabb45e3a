using System.Diagnostics;

namespace Observe.Samples.ShippingRates;

/// <summary>
/// What it costs to send a parcel. For three quarters of a minute in five the table is written anew: everybody waits for it, and some are turned away.
/// </summary>
internal sealed partial class Tariffs(TimeProvider time, ILogger<Tariffs> logger)
{
    public const string SourceName = "Observe.Samples.ShippingRates";

    private const decimal Parcel = 3.90m;
    private const decimal Piece = 0.25m;

    private static readonly TimeSpan Cycle = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BusyFrom = TimeSpan.FromSeconds(225);
    private static readonly TimeSpan BusyUntil = TimeSpan.FromSeconds(270);
    private static readonly ActivitySource Source = new(SourceName);

    private readonly long _opened = time.GetTimestamp();

    /// <returns>Null for a place that it does not know.</returns>
    /// <exception cref="InvalidOperationException">The table is locked.</exception>
    public async Task<Rate?> FindAsync(string postcode, int pieces, CancellationToken cancellation)
    {
        var isBusy = IsBusy(time.GetElapsedTime(_opened));
        using var span = Source.StartActivity("look up tariff");
        span?.SetTag("shop.tariff.pieces", pieces);
        await Task.Delay(Pace(isBusy, Random.Shared.NextDouble()), time, cancellation);
        if (isBusy && Random.Shared.Next(6) == 0)
        {
            throw new InvalidOperationException("The table of tariffs is locked: it is being written anew.");
        }
        if (postcode.Length != 5 || !postcode.All(char.IsAsciiDigit))
        {
            Log.Unknown(logger, postcode);
            return null;
        }
        return new Rate(postcode, Parcel + (Piece * pieces));
    }

    internal static bool IsBusy(TimeSpan sinceOpening)
    {
        var moment = TimeSpan.FromTicks(sinceOpening.Ticks % Cycle.Ticks);
        return moment >= BusyFrom && moment < BusyUntil;
    }

    /// <param name="luck">From 0 to 1.</param>
    private static TimeSpan Pace(bool isBusy, double luck) => TimeSpan.FromMilliseconds(isBusy ? 350 + (900 * luck) : 4 + (12 * luck));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "No tariff for {Postcode}")]
        public static partial void Unknown(ILogger logger, string postcode);
    }
}

/// <summary>What is answered.</summary>
internal sealed record Rate(string Postcode, decimal Price);
