namespace Observe.Storage.Config;

/// <summary>The silences that hold at one time: which of them keep an alert out of the messages.</summary>
public sealed class SilenceBook(IEnumerable<Silence> silences, DateTimeOffset now)
{
    public static readonly SilenceBook Empty = new([], default);

    private readonly List<Silence> _active = [.. silences.Where(silence => silence.IsActive(now))];

    public IReadOnlyList<Silence> Matching(AlertRule rule, IReadOnlyDictionary<string, string> labels)
    {
        if (_active.Count == 0)
        {
            return [];
        }
        var seen = Labels(rule, labels);
        return _active.FindAll(silence => silence.Matches(seen));
    }

    /// <summary>The labels of an alert as receivers see them.</summary>
    public static IReadOnlyDictionary<string, string> Labels(AlertRule rule, IReadOnlyDictionary<string, string> labels) =>
        new Dictionary<string, string>(labels) { ["alertname"] = rule.Name, ["rule_id"] = rule.Id };
}
