namespace Observe.Server.Security;

/// <summary>Where browsers reach this server, which behind a proxy is not where it listens.</summary>
/// <param name="Url">Of <c>Observe:Server:PublicUrl</c>, without a slash at its end; empty for the address that a request names.</param>
public sealed record PublicAddress(string Url)
{
    public bool IsHttps => Url.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    public string Of(HttpContext context, string path) =>
        (Url.Length > 0 ? Url : $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}") + path;
}
