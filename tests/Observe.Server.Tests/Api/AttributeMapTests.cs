using System.Text.Json;
using Observe.Server.Api;
using Observe.Storage;

namespace Observe.Server.Tests.Api;

public sealed class AttributeMapTests
{
    [Fact]
    public void Write_EachKind_KeepsItsType()
    {
        var map = new AttributeMap(
        [
            new("text", AttributeValue.Of("<b>")),
            new("integer", AttributeValue.Of(long.MinValue)),
            new("double", AttributeValue.Of(0.5)),
            new("nan", AttributeValue.Of(double.NaN)),
            new("yes", AttributeValue.Of(true)),
            new("list", AttributeValue.OfJson("""{"arrayValue":{"values":[{"intValue":"1"}]}}""")),
            new("cut", AttributeValue.OfJson("""{"arrayValue":{"val""")),
        ]);

        using var json = JsonDocument.Parse(JsonSerializer.Serialize(map));

        var root = json.RootElement;
        Assert.Equal("<b>", root.GetProperty("text").GetString());
        Assert.Equal(long.MinValue, root.GetProperty("integer").GetInt64());
        Assert.Equal(0.5, root.GetProperty("double").GetDouble());
        Assert.Equal("NaN", root.GetProperty("nan").GetString());
        Assert.True(root.GetProperty("yes").GetBoolean());
        Assert.Equal("1", root.GetProperty("list").GetProperty("arrayValue").GetProperty("values")[0].GetProperty("intValue").GetString());
        Assert.Equal(JsonValueKind.String, root.GetProperty("cut").ValueKind);
    }

    [Fact]
    public void Write_KeyTwice_WritesItOnceWithTheLastValue()
    {
        var map = new AttributeMap([new("a", AttributeValue.Of(1)), new("b", AttributeValue.Of(2)), new("a", AttributeValue.Of(3))]);

        Assert.Equal("""{"b":2,"a":3}""", JsonSerializer.Serialize(map));
    }

    [Fact]
    public void Write_JsonDeeperThanTheSerializerWrites_IsText()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 200)) + string.Concat(Enumerable.Repeat("]", 200));

        var json = JsonSerializer.Serialize(new AttributeMap([new("deep", AttributeValue.OfJson(deep))]));

        Assert.Equal($$"""{"deep":"{{deep}}"}""", json);
    }
}
