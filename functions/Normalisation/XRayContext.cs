namespace Observe.Functions.Normalisation;

/// <summary>A trace context as AWS X-Ray writes it: <c>Root=1-8hex-24hex;Parent=16hex;Sampled=1</c>.</summary>
/// <param name="TraceId">Lower-case hex, 32 characters.</param>
/// <param name="ParentId">Lower-case hex, 16 characters; empty when there is none.</param>
/// <param name="IsSampled">False for a parent that nobody recorded: no span can be below it, it is worth a link at most.</param>
public sealed record XRayContext(string TraceId, string ParentId, bool IsSampled)
{
    private const int TimeDigits = 8;
    private const int RandomDigits = 24;
    private const int ParentDigits = 16;

    /// <summary>The context of a header; null when it holds no valid trace id.</summary>
    public static XRayContext? Parse(string? header)
    {
        string? trace = null;
        var parent = "";
        var sampled = true;
        foreach (var field in (header ?? "").Split(';', StringSplitOptions.TrimEntries))
        {
            switch (field.Split('=', 2))
            {
                case ["Root", var root]:
                    trace = TraceIdOf(root);
                    break;
                case ["Parent", { Length: ParentDigits } id] when id.All(char.IsAsciiHexDigit):
                    parent = id.ToLowerInvariant();
                    break;
                case ["Sampled", var flag]:
                    sampled = flag != "0";
                    break;
                default:
                    break;
            }
        }
        return trace is null ? null : new XRayContext(trace, parent, sampled);
    }

    /// <summary>The 32 hex characters of an id <c>1-8hex-24hex</c>; null for anything else.</summary>
    public static string? TraceIdOf(string? id) =>
        id?.Split('-') is ["1", { Length: TimeDigits } time, { Length: RandomDigits } random] && (time + random).All(char.IsAsciiHexDigit)
            ? (time + random).ToLowerInvariant()
            : null;
}
