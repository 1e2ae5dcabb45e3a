using System.Text.RegularExpressions;
using Observe.Storage.Search;

namespace Observe.Storage.Tests.Search;

/// <summary>docs/search-language.md is what the parser does: its grammar makes searches, and its examples are searches.</summary>
public sealed partial class SearchLanguageDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Root(), "docs", "search-language.md"));

    [Fact]
    public void Grammar_RandomSentences_AreAllRead()
    {
        var random = new Random(5);
        var grammar = new Grammar(Block().Match(Document).Groups["text"].Value, random);
        string[] fields = ["http.route", "`odd name`", "resource.host.name", "span.`a b`", "event.x", "scope.`y`", "_z9", "\u00e4\u00f6"];
        string[] values = ["checkout", "500", "1.5", "250ms", "10KB", "\"two words\"", "'it\\'s'", "/orders/{id}", "{id}", "a:b"];

        var sentences = Enumerable.Range(0, 3_000).Select(_ => grammar.Sentence("search", rule => rule switch
        {
            "field" => fields[random.Next(fields.Length)],
            "value" => values[random.Next(values.Length)],
            "text" => random.Next(2) == 0 ? "timeout" : "\"card declined\"",
            "unit" or "prefix" => throw new InvalidOperationException("Below the words there is no space."),
            _ => null,
        })).ToArray();

        Assert.All(sentences.Where(sentence => !BracesNest(sentence)), sentence =>
            Assert.True(SearchParser.Parse(sentence).Error is null, $"{sentence}: {SearchParser.Parse(sentence).Error}"));
        Assert.All(["contains", "starts", "in", "exists", "!~", "{", "not", "or", "cold"], word =>
            Assert.Contains(sentences, sentence => sentence.Contains($"{word} ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Grammar_ItsWords_AreThoseOfTheParser()
    {
        var text = Block().Match(Document).Groups["text"].Value;

        Assert.All(Enum.GetValues<SearchOperator>(), op => Assert.All(
            SearchOperators.TextOf(op).Split(' '), word => Assert.Contains($"\"{word}\"", text, StringComparison.Ordinal)));
        Assert.All(SearchField.Prefixes.Keys, prefix => Assert.Contains($"\"{prefix}\"", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Fields_OfTheTable_AreTheBuiltInFields()
    {
        var table = Document[Document.IndexOf("| Field |", StringComparison.Ordinal)..Document.IndexOf("Any other name", StringComparison.Ordinal)];

        Assert.Equal(SearchFields.Names.Order(), Code().Matches(table).Select(match => match.Groups["text"].Value).Order());
    }

    [Fact]
    public void Examples_AllOfThem_AreRead()
    {
        var examples = Example().Matches(Document[Document.IndexOf("## Examples", StringComparison.Ordinal)..])
            .Select(match => match.Groups["text"].Value.Trim()).ToArray();

        Assert.True(examples.Length > 8);
        Assert.All(examples, example => Assert.True(SearchParser.Parse(example).Expression is not null, example));
    }

    private static bool BracesNest(string sentence) => Nested().IsMatch(QuotedOrWord().Replace(sentence, ""));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Observe.sln")))
        {
            folder = folder.Parent!;
        }
        return folder.FullName;
    }

    [GeneratedRegex("```ebnf\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("`(?<text>[a-z.]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^\| (?:`` (?<text>[^|]+?) ``|`(?<text>[^`]+)`) \|", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex(@"\S*\{id\}|""[^""]*""|`[^`]*`")]
    private static partial Regex QuotedOrWord();

    [GeneratedRegex(@"\{[^}]*\{")]
    private static partial Regex Nested();
}
