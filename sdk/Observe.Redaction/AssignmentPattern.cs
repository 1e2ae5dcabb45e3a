using System.Buffers;

namespace Observe.Redaction;

/// <summary>
/// A value that is given to a secret name: <c>password=...</c> in a connection string, <c>access_token=...</c> in a query,
/// <c>"apiKey": "..."</c> in JSON, <c>x-api-key: ...</c> in a list of headers. The literal is a part of the name.
/// </summary>
internal sealed class AssignmentPattern : SecretPattern
{
    private const int LongestName = 64;
    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."u8);

    public override bool TryMatch(ReadOnlySpan<byte> text, int from, LiteralHit hit, out SecretMatch match)
    {
        match = default;
        if (hit.Start < from)
        {
            return false;
        }
        var name = NameAround(text, from, hit);
        // Cheap first: most names that are found are not followed by a value.
        if (!AssignedValue.TryFind(text, name.End.Value, out var value)
            || (value.IsLoose && IsInPath(text, name.Start.Value))
            || !SecretNames.IsSecret(text[name])
            || !value.TryRead(text, text[name], StartsInConnectionString(text, name.Start.Value), out var secret))
        {
            return false;
        }
        match = new SecretMatch(secret.Start.Value, secret.End.Value);
        return true;
    }

    private static Range NameAround(ReadOnlySpan<byte> text, int from, LiteralHit hit)
    {
        var before = text[Math.Max(from, hit.Start - LongestName)..hit.Start];
        var start = hit.Start - (before.Length - 1 - before.LastIndexOfAnyExcept(NameBytes));
        // The literal may end in what separates name and value.
        var rest = text[hit.Start..Math.Min(text.Length, hit.Start + LongestName)];
        var length = rest.IndexOfAnyExcept(NameBytes);
        return start..(hit.Start + (length < 0 ? rest.Length : length));
    }

    /// <summary>A part of <c>arn:aws:secretsmanager:eu-west-1:123456789012:secret:name</c> is no name of a value.</summary>
    private static bool IsInPath(ReadOnlySpan<byte> text, int nameStart) => nameStart > 0 && text[nameStart - 1] == ':';

    private static bool StartsInConnectionString(ReadOnlySpan<byte> text, int nameStart)
    {
        var before = text[..nameStart].TrimEnd((byte)' ');
        return before.Length > 0 && before[^1] == ';';
    }
}
