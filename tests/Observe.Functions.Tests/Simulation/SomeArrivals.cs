namespace Observe.Functions.Tests.Simulation;

/// <summary>Kinds of traffic, as (arrival, duration) in seconds.</summary>
internal static class SomeArrivals
{
    /// <summary>Independent callers.</summary>
    /// <param name="rate">A second.</param>
    public static List<(double Arrival, double Duration)> Poisson(Random random, double rate, double seconds, double meanDuration)
    {
        var requests = new List<(double, double)>();
        for (var at = Exponential(random, 1 / rate); at < seconds; at += Exponential(random, 1 / rate))
        {
            requests.Add((at, Exponential(random, meanDuration)));
        }
        return requests;
    }

    /// <summary>A Markov-modulated Poisson process of two states: quiet and busy spells of random lengths.</summary>
    public static List<(double Arrival, double Duration)> Bursty(Random random, double seconds, double meanDuration)
    {
        var requests = new List<(double, double)>();
        var (at, busy) = (0.0, false);
        while (at < seconds)
        {
            var (length, rate) = (Exponential(random, busy ? 60 : 900), busy ? 8 : 0.004);
            requests.AddRange(Poisson(random, rate, Math.Min(length, seconds - at), meanDuration).Select(r => (r.Item1 + at, r.Item2)));
            (at, busy) = (at + length, !busy);
        }
        return requests;
    }

    /// <summary>A timer of several functions' worth: so many at once, with a little jitter.</summary>
    public static List<(double Arrival, double Duration)> Periodic(Random random, double every, int atOnce, double seconds, double meanDuration)
    {
        var requests = new List<(double, double)>();
        for (var at = every; at < seconds; at += every)
        {
            for (var i = 0; i < atOnce; i++)
            {
                requests.Add((at + (random.NextDouble() * 0.2), Exponential(random, meanDuration)));
            }
        }
        return requests;
    }

    private static double Exponential(Random random, double mean) => -Math.Log(1 - random.NextDouble()) * mean;
}
