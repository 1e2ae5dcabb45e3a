using System.Net.Http.Headers;

namespace Observe.Samples.Platform.Lambda;

/// <summary>An extension that listens, in the process of the instance.</summary>
internal sealed class TelemetryDestination(Uri address)
{
    /// <summary>One that is at work takes them when it gets to it; one that hangs does not.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly HttpClient Http = new(new SocketsHttpHandler { ActivityHeadersPropagator = null, UseProxy = false }) { Timeout = Limit };

    /// <returns>False when it did not take them.</returns>
    public async Task<bool> PostAsync(byte[] json)
    {
        using var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await Http.PostAsync(address, content);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
