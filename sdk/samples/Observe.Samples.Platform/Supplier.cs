using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Observe.Samples.Platform;

/// <summary>
/// The shop's supplier, an outside service: everything that could be ordered there, always the same, in pages. GET /catalogue?page=0 and so on; after
/// the last page come empty ones. POST /deliveries orders; one order in twenty it cannot take just then. It answers in its own time.
/// </summary>
internal sealed class Supplier(TimeProvider time)
{
    public const int Articles = 8_000;

    private const int ArticlesOnAPage = 500;
    private const int WordsOfADescription = 14;
    private const int Seed = 7;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(75);

    private static readonly string[] Kinds = ["beans", "cup", "grinder", "jug", "scale", "tamper", "filter", "kettle", "set", "tray"];

    private static readonly string[] Words =
    [
        "coffee", "espresso", "milk", "gold", "gift", "breakfast", "steel", "glass", "oak", "black", "white", "small", "large", "double", "insulated", "ceramic",
        "manual", "electric", "organic", "dark", "light", "roast", "travel", "classic", "precise", "quiet", "foldable", "spare", "round", "flat", "matte", "daily",
    ];

    private readonly Lazy<byte[][]> _pages = new(Write);

    /// <summary>So few that a schedule's work on six articles mostly gets through, and now and then has to begin again.</summary>
    private const double Busy = 0.05;

    public async Task ServeAsync(HttpContext context)
    {
        if (context.Request.Path == "/deliveries")
        {
            await Task.Delay(Pace, time, context.RequestAborted);
            context.Response.StatusCode = Random.Shared.NextDouble() < Busy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status201Created;
            return;
        }
        if (!int.TryParse(context.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var page))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        await Task.Delay(Pace, time, context.RequestAborted);
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(page < _pages.Value.Length ? _pages.Value[page] : "[]"u8.ToArray(), context.RequestAborted);
    }

    private static byte[][] Write()
    {
        var random = new Random(Seed);
        return
        [
            .. Enumerable.Range(0, Articles)
                .Select(number => new
                {
                    sku = $"{Words[random.Next(Words.Length)]}-{Kinds[random.Next(Kinds.Length)]}-{number}",
                    description = string.Join(' ', random.GetItems(Words, WordsOfADescription)),
                    sold = random.Next(10_000),
                })
                .Chunk(ArticlesOnAPage)
                .Select(page => JsonSerializer.SerializeToUtf8Bytes(page)),
        ];
    }
}
