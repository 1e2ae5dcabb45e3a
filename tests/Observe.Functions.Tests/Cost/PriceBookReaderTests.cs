using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Observe.Functions.Cost;

namespace Observe.Functions.Tests.Cost;

public sealed class PriceBookReaderTests
{
    private const string Smallest = """
        {
          "version": "2026-09-25", "currency": "USD",
          "plans": [{
            "provider": "acme", "plan": "f", "default": true, "referenceRegion": "home",
            "billing": { "basis": "invocation", "source": "price list" },
            "prices": [{
              "meter": "requests", "unit": "request", "per": 1000000, "region": "home", "validFrom": "2026-01-01", "source": "price list",
              "tiers": [{ "upTo": 10, "price": 2 }, { "price": 1 }]
            }]
          }]
        }
        """;

    [Fact]
    public void Read_SmallestBook_IsRead()
    {
        var result = Read(Smallest);

        Assert.Empty(result.Errors);
        Assert.Equal("2026-09-25", result.Book!.Version);
        var price = result.Book.Plan("acme", "f")!.Find(Meter.Requests, "home", "", null)!;
        Assert.Equal(1_000_000, price.Per);
        Assert.Equal([new PriceTier(10, 2), new PriceTier(null, 1)], price.Tiers);
    }

    [Fact]
    public void Read_ByteOrderMarkAndComments_AreAllowed() => Assert.NotNull(Read("\uFEFF// ours\n" + Smallest).Book);

    [Theory]
    [InlineData("version", "\"25 September\"", "version must be a day")]
    [InlineData("currency", "\"EUR\"", "currency must be USD")]
    [InlineData("plans", "[]", "plans must be a list with at least one entry")]
    [InlineData("plans", "{}", "plans must be a list")]
    [InlineData("plans", "[7]", "plans[0] must be an object")]
    [InlineData("extra", "1", "extra is no property")]
    [InlineData("plans[0].provider", "null", "plans[0].provider must be a text")]
    [InlineData("plans[0].plan", "\" \"", "plans[0].plan must be a text that is not empty")]
    [InlineData("plans[0].default", "\"yes\"", "plans[0].default must be true or false")]
    [InlineData("plans[0].default", "false", "plans must have one default plan of acme, and has 0")]
    [InlineData("plans[0].platforms", "[1]", "plans[0].platforms[0] must be a text")]
    [InlineData("plans[0].referenceRegion", "\"away\"", "plans[0].prices has no Requests price of the reference region away")]
    [InlineData("plans[0].monthlyFee", "-1", "plans[0].monthlyFee must be a number from 0")]
    [InlineData("plans[0].includedStorageMebibytes", "0.5", "plans[0].includedStorageMebibytes must be a whole number")]
    [InlineData("plans[0].billing", "null", "plans[0].billing must be an object")]
    [InlineData("plans[0].billing.basis", "\"moon\"", "plans[0].billing.basis must be one of invocation, instance")]
    [InlineData("plans[0].billing.stepMilliseconds", "0", "plans[0].billing.stepMilliseconds must be a whole number from 1")]
    [InlineData("plans[0].billing.minimumMilliseconds", "99999999999", "plans[0].billing.minimumMilliseconds must be a whole number")]
    [InlineData("plans[0].billing.initBilled", "\"soon\"", "plans[0].billing.initBilled must be never, always or")]
    [InlineData("plans[0].billing.roundedTo", "1", "plans[0].billing.roundedTo is no property")]
    [InlineData("plans[0].grants", "[{\"meter\":\"requests\",\"unit\":\"request\",\"source\":\"s\"}]", "plans[0].grants[0].quantity must be there")]
    [InlineData("plans[0].grants", "[{\"meter\":\"cpu\",\"unit\":\"CPU-s\",\"quantity\":1,\"source\":\"s\"}]", "plans[0].grants gives away Cpu")]
    [InlineData("plans[0].prices", "[]", "plans[0].prices must be a list with at least one entry")]
    [InlineData("plans[0].prices[0].meter", "\"smiles\"", "plans[0].prices[0].meter must be one of requests, memory")]
    [InlineData("plans[0].prices[0].unit", "\"GiB-s\"", "plans[0].prices[0].unit must be request for requests")]
    [InlineData("plans[0].prices[0].per", "0", "plans[0].prices[0].per must be a whole number from 1")]
    [InlineData("plans[0].prices[0].architecture", "\"x86\"", "plans[0].prices[0].architecture must be amd64 or arm64")]
    [InlineData("plans[0].prices[0].validFrom", "\"2026-13-01\"", "plans[0].prices[0].validFrom must be a day")]
    [InlineData("plans[0].prices[0].source", "\"\"", "plans[0].prices[0].source must be a text that is not empty")]
    [InlineData("plans[0].prices[0].tiers", "[]", "plans[0].prices[0].tiers must be a list with at least one entry")]
    [InlineData("plans[0].prices[0].tiers[0].price", "\"2\"", "plans[0].prices[0].tiers[0].price must be a number")]
    [InlineData("plans[0].prices[0].tiers[1].price", "-1", "plans[0].prices[0].tiers[1].price must be a number")]
    [InlineData("plans[0].prices[0].tiers[0].upTo", "0", "plans[0].prices[0].tiers[0].upTo must be above")]
    [InlineData("plans[0].prices[0].tiers[1].upTo", "20", "plans[0].prices[0].tiers[1].upTo must be there in every tier but the last")]
    public void Read_OneMistake_SaysWhatAndWhere(string path, string value, string error)
    {
        var result = Read(With(path, value));

        Assert.Null(result.Book);
        Assert.Contains(result.Errors, text => text.StartsWith(error, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_SamePlanTwice_IsRefused() => AssertError(Twice("plans"), "plans has acme/f more than once.");

    [Fact]
    public void Read_SamePriceTwice_IsRefused() =>
        AssertError(Twice("plans[0].prices"), "plans[0].prices has the Requests price of home from 2026-01-01 more than once.");

    [Fact]
    public void Read_PropertyTwice_IsRefused() =>
        Assert.StartsWith(
            "The price book is no JSON",
            Read(Smallest.Replace("\"per\"", "\"unit\"", StringComparison.Ordinal)).Errors[0],
            StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    public void Read_NoBook_IsRefused(string json)
    {
        Assert.Null(Read(json).Book);
        Assert.NotEmpty(Read(json).Errors);
    }

    [Fact]
    public void Read_FarTooLong_IsRefused() =>
        Assert.Contains("bytes", PriceBookReader.Read(new byte[PriceBookReader.MaxBytes + 1]).Errors[0], StringComparison.Ordinal);

    [Fact]
    public void Read_ManyMistakes_NamesTheFirstFew() =>
        Assert.Equal(20, Read(With("plans", $"[{string.Join(',', Enumerable.Repeat('1', 100))}]")).Errors.Count);

    private static PriceBookResult Read(string json) => PriceBookReader.Read(Encoding.UTF8.GetBytes(json));

    private static void AssertError(string json, string error) => Assert.Contains(error, Read(json).Errors);

    private static string With(string path, string value)
    {
        var book = JsonNode.Parse(Smallest)!;
        var (parent, name) = Find(book, path);
        parent[name] = JsonNode.Parse(value);
        return book.ToJsonString();
    }

    private static string Twice(string list)
    {
        var book = JsonNode.Parse(Smallest)!;
        var (parent, name) = Find(book, list);
        parent[name]!.AsArray().Add(parent[name]![0]!.DeepClone());
        return book.ToJsonString();
    }

    private static (JsonObject Parent, string Name) Find(JsonNode book, string path)
    {
        var steps = path.Split('.');
        foreach (var step in steps[..^1])
        {
            var parts = step.Split('[', ']');
            var child = book[parts[0]]!;
            book = parts.Length > 1 ? child[int.Parse(parts[1], CultureInfo.InvariantCulture)]! : child;
        }
        return (book.AsObject(), steps[^1]);
    }
}
