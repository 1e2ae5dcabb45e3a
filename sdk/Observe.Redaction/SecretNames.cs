using System.Text;

namespace Observe.Redaction;

/// <summary>Tells by its words whether a name is that of a secret: of an attribute, a header, a query parameter, a JSON property.</summary>
internal static class SecretNames
{
    /// <summary>A secret wherever the word stands, unless the key ends in something about it.</summary>
    private static readonly byte[][] Anywhere = Words("password passwd passphrase passcode");

    /// <summary>What a key may say about a secret without saying the secret.</summary>
    private static readonly byte[][] AboutIt = Words(
        "age arn at attempts changed count created enabled expired expires expiry expiration field id kind length limit len name path "
        + "policy provider prompt remaining required reset result rotated size source state status strength ttl type uri url usage used valid version");

    /// <summary>Words after the name of a secret that leave it one.</summary>
    private static readonly byte[][] Neutral = Words("value values string header raw plain plaintext text new old current confirm confirmation hash base64 b64 encoded");

    /// <summary>Secrets when the key ends so.</summary>
    private static readonly byte[][] Ends =
    [
        .. Words("secret secrets authorization cookie cookies credential credentials pwd cvv cvv2 cvc ssn jsessionid phpsessid cardnumber"),
        .. new[] { "card number", "connection string", "amz signature", "goog signature", "connect sid" }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Names that are written in one word and secrets when they end a longer one.</summary>
    private static readonly byte[][] Compounds = Words(
        "apikey accesskey secretkey privatekey accountkey signingkey encryptionkey masterkey authtoken accesstoken refreshtoken idtoken "
        + "sessiontoken securitytoken clientsecret appsecret sharedsecret connectionstring dbpass");

    /// <summary>Keys that open something; others (of a partition, a cache, an S3 object) do not.</summary>
    private static readonly byte[][] SecretKeys = Words(
        "api access secret private account signing encryption subscription functions function master auth shared ssh license host admin app "
        + "application webhook hmac deploy storage session");

    /// <summary>Tokens that open nothing: cursors, and the words that language models count.</summary>
    private static readonly byte[][] PlainTokens = Words(
        "next page continuation pagination cancellation cancel sync resume has is no invalid missing expired per max min first last output "
        + "input prompt completion total reasoning cached eos bos pad stop unk a the by unexpected");

    private static readonly LiteralFilter Hints = new(
    [
        .. "pass pwd token secret authoriz cookie credent key sess card cvv cvc ssn string signature connect".Split(' '),
    ]);

    public static bool IsSecret(ReadOnlySpan<byte> name)
    {
        if (!Hints.Contains(name))
        {
            return false;
        }
        Span<byte> buffer = stackalloc byte[2 * KeyWords.MaxBytes];
        var words = new KeyWords(name, buffer);
        var last = words.FromEnd(0);
        if (IsOneOf(AboutIt, last))
        {
            return false;
        }
        foreach (var word in Anywhere)
        {
            if (words.Contains(word))
            {
                return true;
            }
        }
        return IsSecretEnd(words) || IsSecretEnd(words.WithoutLast(IsNeutral));
    }

    private static bool IsSecretEnd(KeyWords words)
    {
        foreach (var end in Ends)
        {
            if (words.EndsWith(end))
            {
                return true;
            }
        }
        var last = words.FromEnd(0);
        foreach (var compound in Compounds)
        {
            if (last.EndsWith(compound))
            {
                return true;
            }
        }
        return (last.SequenceEqual("token"u8) && !IsOneOf(PlainTokens, words.FromEnd(1)))
            || (last.SequenceEqual("key"u8) && IsOneOf(SecretKeys, words.FromEnd(1)));
    }

    private static bool IsNeutral(ReadOnlySpan<byte> word) => IsOneOf(Neutral, word) || word.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    private static bool IsOneOf(byte[][] words, ReadOnlySpan<byte> word)
    {
        foreach (var candidate in words)
        {
            if (word.SequenceEqual(candidate))
            {
                return true;
            }
        }
        return false;
    }

    private static byte[][] Words(string words) => [.. words.Split(' ').Select(Encoding.UTF8.GetBytes)];
}
