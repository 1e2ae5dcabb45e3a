using System.Diagnostics;
using System.Globalization;
using System.Net;
using OpenTelemetry;

namespace Observe.Samples.Shop;

/// <summary>
/// Client of the platform's key-value store. Each call is one database client span; the HTTP request beneath it is how
/// the store is reached and would only repeat it.
/// </summary>
public sealed class ShopStore(HttpClient http, Uri address)
{
    public const string SourceName = "Observe.Samples.ShopStore";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Adds to a number and gives the new one; refuses to go below zero.</summary>
    public async Task<long?> AddAsync(string collection, string key, long amount, CancellationToken cancellation)
    {
        using var answer = await SendAsync("add", collection, key, amount.ToString(CultureInfo.InvariantCulture), cancellation);
        if (answer.StatusCode == HttpStatusCode.Conflict)
        {
            return null;
        }
        answer.EnsureSuccessStatusCode();
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        return long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    public async Task PutAsync(string collection, string key, string value, CancellationToken cancellation)
    {
        using var answer = await SendAsync("put", collection, key, value, cancellation);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<HttpResponseMessage> SendAsync(
        string operation, string collection, string key, string value, CancellationToken cancellation)
    {
        using var span = Source.StartActivity($"{operation} {collection}", ActivityKind.Client);
        span?.SetTag("db.system.name", "shop-store");
        span?.SetTag("db.operation.name", operation);
        span?.SetTag("db.collection.name", collection);
        span?.SetTag("server.address", address.Host);
        span?.SetTag("server.port", address.Port);
        using var quiet = SuppressInstrumentationScope.Begin();
        using var content = new StringContent(value);
        try
        {
            return await http.PostAsync(new Uri(address, $"{operation}/{collection}/{Uri.EscapeDataString(key)}"), content, cancellation);
        }
        catch (Exception exception)
        {
            span?.AddException(exception);
            span?.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
    }
}
