using System.Text.RegularExpressions;

namespace Observe.Storage.Config;

/// <summary>A condition on one label, as Alertmanager has it: a label that is missing is empty, an expression must match all of the value.</summary>
/// <param name="Operator">One of <see cref="Operators"/>.</param>
public sealed record SilenceMatcher(string Label, string Operator, string Value)
{
    public static readonly IReadOnlyList<string> Operators = ["=", "!=", "=~", "!~"];

    // Linear in the length of what is matched, whoever wrote it. Made once: a matcher is asked about each alert.
    private readonly Lazy<Regex?> _expression = new(() => Operator is "=~" or "!~"
        ? new Regex($@"\A(?:{Value})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)
        : null);

    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var value = labels.GetValueOrDefault(Label, "");
        return Operator switch
        {
            "=" => value == Value,
            "!=" => value != Value,
            "=~" => _expression.Value!.IsMatch(value),
            "!~" => !_expression.Value!.IsMatch(value),
            _ => false,
        };
    }

    /// <summary>Null when it can be matched, else why not.</summary>
    public string? Fault()
    {
        if (!Operators.Contains(Operator))
        {
            return $"The operator is one of {string.Join(" ", Operators)}.";
        }
        try
        {
            _ = _expression.Value;
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return $"'{Value}' is no expression that can be matched.";
        }
    }

    public bool Equals(SilenceMatcher? other) => other is not null && (Label, Operator, Value) == (other.Label, other.Operator, other.Value);

    public override int GetHashCode() => HashCode.Combine(Label, Operator, Value);
}
