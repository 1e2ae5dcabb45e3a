using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Observe.Storage.Config;

namespace Observe.Alerts.Deliver;

/// <summary>Signatures of Standard Webhooks 1.0.0 (https://www.standardwebhooks.com), symmetric.</summary>
public static class WebhookSignature
{
    /// <returns><c>v1,</c> and the base64 of HMAC-SHA256 over <c>id.timestamp.body</c>.</returns>
    public static string Sign(string secret, string id, long unixSeconds, ReadOnlySpan<byte> body)
    {
        var encoded = secret.StartsWith(WebhookStore.SecretPrefix, StringComparison.Ordinal)
            ? secret[WebhookStore.SecretPrefix.Length..]
            : secret;
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Convert.FromBase64String(encoded));
        hmac.AppendData(Encoding.UTF8.GetBytes(id + "." + unixSeconds.ToString(CultureInfo.InvariantCulture) + "."));
        hmac.AppendData(body);
        return "v1," + Convert.ToBase64String(hmac.GetHashAndReset());
    }
}
