namespace Observe.Storage.Read;

/// <summary>
/// Groups log lines by the words that they share. Lines whose words are equal once values are left out are one pattern; of as many words, with the same
/// first word and of the same class of severity, also those that differ in few of them. Each line is looked at once, and compared with no more than
/// <see cref="MostCandidates"/> patterns.
/// </summary>
internal sealed class LogClusters
{
    private const int MostClusters = 2_000;
    private const int MostCandidates = 50;

    /// <summary>Of the words, so many in a hundred have to be equal.</summary>
    private const int Alike = 70;

    /// <summary>Shorter lines that differ in a word say something else.</summary>
    private const int FewestTokens = 4;

    private readonly Dictionary<string, LogCluster> _byText = [];
    private readonly Dictionary<(int, string, LogLevelClass), List<LogCluster>> _byShape = [];
    private readonly List<LogCluster> _clusters = [];

    public long Lines { get; private set; }

    public void Add(LogLine line)
    {
        Lines++;
        var tokens = LogTokens.Of(line.Body);
        line = line with { IsCut = line.IsCut || tokens.Length > LogTokens.Most };
        var text = string.Join(' ', tokens);
        if (!_byText.TryGetValue(text, out var cluster))
        {
            cluster = Similar(tokens, line) ?? New(tokens, line);
            if (cluster is null)
            {
                return;
            }
            _byText.TryAdd(text, cluster);
        }
        cluster.Add(line);
    }

    public (IReadOnlyList<LogPattern> Patterns, long OtherLines) Result()
    {
        var patterns = _clusters.OrderByDescending(cluster => cluster.Count)
            .ThenBy(cluster => string.Join(' ', cluster.Tokens), StringComparer.Ordinal)
            .Take(LogPatternsResult.MostPatterns)
            .Select(cluster => cluster.ToPattern())
            .ToArray();
        return (patterns, Lines - patterns.Sum(pattern => pattern.Count));
    }

    private LogCluster? Similar(string[] tokens, LogLine line)
    {
        if (tokens.Length < FewestTokens || !_byShape.TryGetValue(Shape(tokens, line), out var candidates))
        {
            return null;
        }
        foreach (var candidate in candidates)
        {
            var same = candidate.Tokens.Where((token, index) => token == tokens[index]).Count();
            if (same * 100 >= tokens.Length * Alike)
            {
                candidate.Widen(tokens);
                return candidate;
            }
        }
        return null;
    }

    private LogCluster? New(string[] tokens, LogLine line)
    {
        if (_clusters.Count == MostClusters)
        {
            return null;
        }
        var cluster = new LogCluster(tokens, line);
        _clusters.Add(cluster);
        var shape = Shape(tokens, line);
        var candidates = _byShape.TryGetValue(shape, out var known) ? known : (_byShape[shape] = []);
        if (candidates.Count < MostCandidates)
        {
            candidates.Add(cluster);
        }
        return cluster;
    }

    private static (int, string, LogLevelClass) Shape(string[] tokens, LogLine line) =>
        (tokens.Length, tokens.Length == 0 ? "" : tokens[0], LogCluster.ClassOf(line.Severity));
}
