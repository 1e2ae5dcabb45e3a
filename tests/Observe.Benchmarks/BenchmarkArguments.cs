using System.Globalization;

namespace Observe.Benchmarks;

/// <summary>What stands after the command's name: <c>--full</c>, <c>--smoke</c>, or <c>--name value</c>.</summary>
internal sealed class BenchmarkArguments(IReadOnlyList<string> words)
{
    public bool Full => words.Contains("--full");

    public bool Smoke => words.Contains("--smoke");

    public string? Text(string name)
    {
        var at = words.ToList().IndexOf("--" + name);
        return at >= 0 && at + 1 < words.Count ? words[at + 1] : null;
    }

    public int Number(string name, int fallback) =>
        Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
}
