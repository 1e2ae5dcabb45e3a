using System.Net.Http.Json;

namespace Observe.Samples.Platform;

/// <summary>
/// The shop's customers: one after another at random intervals, many at noon and few at night, and now and then many at once, so that the number of instances
/// rises and falls.
/// </summary>
internal sealed class TrafficDriver(Uri checkout, PlatformOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan BurstEvery = TimeSpan.FromSeconds(45);
    private const int BurstSize = 6;

    /// <summary>Above it new customers stay away: the demo is no load test.</summary>
    private const int MostAtOnce = 16;

    private readonly HttpClient _http = new(new SocketsHttpHandler { ActivityHeadersPropagator = null, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(90),
    };

    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DemandCurve _demand = new(options.Shape, time);
    private int _underWay;
    private int _orders;

    /// <summary>Ends when the first order was answered.</summary>
    public Task FirstAnswer => _answered.Task;

    public async Task RunAsync(CancellationToken cancellation)
    {
        List<Task> customers = [];
        var lastBurst = time.GetTimestamp();
        while (!cancellation.IsCancellationRequested)
        {
            var burst = time.GetElapsedTime(lastBurst) > BurstEvery;
            lastBurst = burst ? time.GetTimestamp() : lastBurst;
            for (var i = 0; i < (burst ? BurstSize : 1) && _underWay < MostAtOnce; i++)
            {
                customers.Add(OrderAsync(cancellation));
            }
            customers.RemoveAll(c => c.IsCompletedSuccessfully);
            await Task.Delay(Next(), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await Task.WhenAll(customers);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Independent customers: the time between two is exponentially distributed.</summary>
    private TimeSpan Next() => TimeSpan.FromSeconds(Math.Min(10, -Math.Log(1 - Random.Shared.NextDouble())) / (options.Rate * _demand.Factor));

    private async Task OrderAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            var order = Customers.NextOrder(Random.Shared, Interlocked.Increment(ref _orders), options.UnforeseenEvery);
            using var answer = await _http.PostAsJsonAsync(new Uri(checkout, "orders"), order, cancellation);
            _answered.TrySetResult();
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            if (!cancellation.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync($"An order failed before the shop answered: {exception.Message}");
            }
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
