using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Observe.Storage.Engine.Http;

/// <summary>The one user of the HTTP interface; the name is empty when none is asked for.</summary>
internal sealed class EngineHttpCredentials(string user, string password)
{
    private readonly byte[] _expected = Hash(user, password);

    /// <summary>ClickHouse takes Basic authorization, headers of its own, or the address.</summary>
    public bool Match(HttpRequest request)
    {
        if (user.Length == 0)
        {
            return true;
        }
        var (name, secret) = Basic(request)
            ?? (First(request.Headers["X-ClickHouse-User"], request.Query["user"]), First(request.Headers["X-ClickHouse-Key"], request.Query["password"]));
        return CryptographicOperations.FixedTimeEquals(_expected, Hash(name, secret));
    }

    private static (string Name, string Secret)? Basic(HttpRequest request)
    {
        var buffer = new byte[1_024];
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            || !"Basic".Equals(header.Scheme, StringComparison.OrdinalIgnoreCase)
            || !Convert.TryFromBase64String(header.Parameter ?? "", buffer, out var length))
        {
            return null;
        }
        var parts = Encoding.UTF8.GetString(buffer.AsSpan(0, length)).Split(':', 2);
        return parts is [var name, var secret] ? (name, secret) : null;
    }

    private static string First(string? first, string? second) => first is { Length: > 0 } ? first : second ?? "";

    private static byte[] Hash(string name, string secret) => SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\0{secret}"));
}
