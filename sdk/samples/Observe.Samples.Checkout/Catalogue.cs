using System.Net.Http.Json;
using OpenTelemetry;

namespace Observe.Samples.Checkout;

/// <summary>
/// All that the supplier could send, by the words that describe it, to suggest what goes with an order. Each instance asks for it anew, page after
/// page, before its first request: nobody notices on a developer's machine, where the function starts once a day.
/// </summary>
internal sealed class Catalogue
{
    /// <summary>A supplier that never comes to an end does not keep the shop closed.</summary>
    private const int MostPages = 100;

    /// <summary>Of the articles that share a word, the one that is sold most.</summary>
    private readonly Dictionary<string, Article> _byWord = new(StringComparer.OrdinalIgnoreCase);

    private Catalogue()
    {
    }

    public int Count { get; private set; }

    public static async Task<Catalogue> ReadAsync(HttpClient http, Uri address)
    {
        // No invocation is under way whose trace it could be in.
        using var quiet = SuppressInstrumentationScope.Begin();
        var catalogue = new Catalogue();
        for (var page = 0; page < MostPages; page++)
        {
            var articles = await http.GetFromJsonAsync(new Uri(address, $"?page={page}"), OrderJson.Default.ArticleArray);
            if (articles is not { Length: > 0 })
            {
                break;
            }
            Array.ForEach(articles, catalogue.Add);
        }
        return catalogue;
    }

    /// <summary>What is sold most of all that shares a word with the article; null when nothing does.</summary>
    public string? Suggest(string sku) =>
        sku.Split('-').Select(word => _byWord.GetValueOrDefault(word)).OfType<Article>().MaxBy(article => article.Sold)?.Sku;

    private void Add(Article article)
    {
        Count++;
        foreach (var word in article.Sku.Split('-').Concat(article.Description.Split(' ')))
        {
            if (!_byWord.TryGetValue(word, out var other) || article.Sold > other.Sold)
            {
                _byWord[word] = article;
            }
        }
    }
}

/// <summary>One line of the supplier's catalogue.</summary>
internal sealed record Article(string Sku, string Description, int Sold);
