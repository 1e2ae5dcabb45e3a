using Observe.Functions.Kinds;

namespace Observe.Functions.Tests.Kinds;

/// <summary>Who keeps the named attributes of a span or a resource can ask later what it calls, or ran in.</summary>
public sealed class NodeKeysTests
{
    private const int Seed = 20261126;

    [Fact]
    public void Keys_OfCalledNodes_AreAllThatAreAskedFor() => AssertAllAreNamed(
        CalledNodeReader.Keys,
        attribute =>
        {
            CalledNodeReader.Read(new(attribute));
            CalledNodeReader.Takes(new(attribute));
        });

    [Fact]
    public void Keys_OfResources_AreAllThatAreAskedFor() => AssertAllAreNamed(
        HostNodeReader.ResourceKeys, attribute => HostNodeReader.Read(_ => null, new(attribute)));

    /// <summary>Attributes that are there or not at random, so that all ways through the conventions are gone.</summary>
    private static void AssertAllAreNamed(IReadOnlyList<string> keys, Action<Func<string, string?>> read)
    {
        var random = new Random(Seed);
        string[] values = ["aws-api", "kafka", "redis", "dynamodb", "Microsoft.Storage", "aws", "us-east-1.x", "aws_lambda", "google.pubsub.v1.Publisher/Publish", "S3/Get", "x"];
        var asked = new HashSet<string>();
        for (var run = 0; run < 20_000; run++)
        {
            var share = random.Next(2, 30);
            read(key =>
            {
                asked.Add(key);
                return random.Next(share) == 0 ? values[random.Next(values.Length)] : null;
            });
        }
        Assert.Equal(keys.Order(StringComparer.Ordinal), asked.Order(StringComparer.Ordinal));
    }
}
