using Observe.Functions.Kinds;
using Observe.Functions.Normalisation;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>A peer (<see cref="CalledPeers"/>), read.</summary>
/// <param name="Node">What it is; null when its attributes name nothing.</param>
/// <param name="Takes">True when the span takes messages from it, and asks it for nothing.</param>
/// <param name="Named">The attribute that names it best.</param>
internal sealed record CalledPeer(ulong Number, GraphNode? Node, bool Takes, TelemetryAttribute? Named)
{
    /// <summary>True when it keeps messages, so that who takes them is called by it and not by who sent them.</summary>
    public bool KeepsMessages => Node?.Kind is NodeKind.Queue or NodeKind.Topic or NodeKind.Stream;

    public static CalledPeer Of(ulong number, IReadOnlyList<TelemetryAttribute> attributes)
    {
        AttributeLookup lookup = TelemetryAttributes.Lookup(attributes);
        var node = CalledNodeReader.Read(lookup);
        return new CalledPeer(number, node, CalledNodeReader.Takes(lookup), node is null ? null : Naming(node, attributes));
    }

    /// <summary>The id of what is only known from calls.</summary>
    public static string Id(GraphNode node)
    {
        var kind = node.Kind.ToString();
        return $"{char.ToLowerInvariant(kind[0])}{kind[1..]}:{(node.Product == node.Name ? "" : node.Product)}:{node.Name}";
    }

    /// <summary>The attribute whose value the name was taken from; addresses are not stored as they were sent.</summary>
    private static TelemetryAttribute? Naming(GraphNode node, IReadOnlyList<TelemetryAttribute> attributes) =>
        attributes
            .Where(attribute => attribute.Key is not ("url.full" or "http.url" or "rpc.method"))
            .OrderByDescending(attribute => string.Equals(attribute.Value.ToString(), node.Name, StringComparison.OrdinalIgnoreCase))
            .ThenByDescending(attribute => attribute.Value.ToString().Contains(node.Name, StringComparison.OrdinalIgnoreCase))
            .ThenByDescending(attribute => attribute.Key is "messaging.system" or "db.system.name" or "db.system" or "aws.service" or "rpc.service")
            .ThenBy(attribute => attribute.Key, StringComparer.Ordinal)
            .Select(attribute => (TelemetryAttribute?)attribute)
            .FirstOrDefault();
}
