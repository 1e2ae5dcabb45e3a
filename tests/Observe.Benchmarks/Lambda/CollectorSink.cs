using Observe.Samples.Platform;

namespace Observe.Benchmarks.Lambda;

/// <summary>A collector that takes everything at once, and counts the bytes.</summary>
internal sealed class CollectorSink : IAsyncDisposable
{
    private Loopback _loopback = null!;
    private long _bytes;

    public string Address => _loopback.Address.GetLeftPart(UriPartial.Authority);

    public long Bytes => Interlocked.Read(ref _bytes);

    public static async Task<CollectorSink> StartAsync()
    {
        var sink = new CollectorSink();
        sink._loopback = await Loopback.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            Interlocked.Add(ref sink._bytes, body.Length);
        });
        return sink;
    }

    public ValueTask DisposeAsync() => _loopback.DisposeAsync();
}
