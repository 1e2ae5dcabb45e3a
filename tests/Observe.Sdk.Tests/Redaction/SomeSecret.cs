using System.Buffers;
using System.Text;
using Observe.Redaction;

namespace Observe.Sdk.Tests.Redaction;

/// <summary>Texts that look like secrets. They are put together here, so that no scanner takes this file for a leak.</summary>
internal static class SomeSecret
{
    public const string Lower = "abcdefghijklmnopqrstuvwxyz0123456789";
    public const string Alphanumeric = "aB3dE5fG7hJ9kL2mN4pQ6rS8tU1vW0xYzAcC";
    public const string Upper = "ABCDEFGH234567IJKLMNOPQRSTUVWXYZ";
    public const string Hex = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

    public static string Of(string alphabet, int length) => string.Concat(Enumerable.Range(0, length).Select(i => alphabet[i * 7 % alphabet.Length]));

    public static string Jwt => $"eyJ{Of(Alphanumeric, 30)}.eyJ{Of(Alphanumeric, 60)}.{Of(Alphanumeric, 43)}";

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>The text without its secrets; the text itself when there are none.</summary>
    public static string Redacted(this Redactor redactor, string text, out int count)
    {
        var output = new ArrayBufferWriter<byte>();
        return redactor.TryRedact(Encoding.UTF8.GetBytes(text), output, out count) ? Encoding.UTF8.GetString(output.WrittenSpan) : text;
    }

    public static string Redacted(this Redactor redactor, string text) => redactor.Redacted(text, out _);
}
