using System.Globalization;
using System.Text;

namespace Observe.Storage.Config;

/// <summary>The labels that tell one instance of a rule from its others. Equal when names and values are.</summary>
public sealed class LabelSet : IEquatable<LabelSet>
{
    public const string FunctionLabel = "function";

    /// <summary>Beside the function: what its failures were caused by.</summary>
    public const string ExceptionLabel = "exception";

    /// <summary>Beside the function: the kind of what the advisor finds.</summary>
    public const string FindingLabel = "finding";

    public static readonly LabelSet Empty = new([]);

    private readonly string _key;

    public LabelSet(IEnumerable<KeyValuePair<string, string>> labels)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in labels)
        {
            sorted[name] = value;
        }
        Labels = sorted;
        var key = new StringBuilder();
        foreach (var (name, value) in sorted)
        {
            // With their lengths, so that no two sets run into the same text.
            key.Append(CultureInfo.InvariantCulture, $"{name.Length}:{name}{value.Length}:{value}");
        }
        _key = key.ToString();
    }

    public IReadOnlyDictionary<string, string> Labels { get; }

    /// <summary>The value of the label <see cref="FunctionLabel"/>; empty without one.</summary>
    public string Function => Labels.GetValueOrDefault(FunctionLabel, "");

    public static LabelSet OfFunction(string name) => new([new(FunctionLabel, name)]);

    public bool Equals(LabelSet? other) => other is not null && _key == other._key;

    public override bool Equals(object? obj) => Equals(obj as LabelSet);

    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);

    /// <summary>As people read it: <c>checkout</c>, <c>checkout: TimeoutException</c>, <c>http.route=/orders, service=checkout</c>; empty without labels.</summary>
    public override string ToString() => Labels.Count == 1 && Labels.ContainsKey(FunctionLabel) ? Function
        : Labels.Count == 2 && Labels.ContainsKey(FunctionLabel) && (Labels.GetValueOrDefault(ExceptionLabel) ?? Labels.GetValueOrDefault(FindingLabel)) is { } what ? $"{Function}: {what}"
        : string.Join(", ", Labels.Select(label => $"{label.Key}={label.Value}"));
}
