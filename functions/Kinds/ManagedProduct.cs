namespace Observe.Functions.Kinds;

/// <summary>A product by the name that its users know, and what kind of node an instance of it is.</summary>
internal sealed record ManagedProduct(NodeKind Kind, string Name)
{
    /// <summary>The instance that a call names; the product itself when it names none.</summary>
    public GraphNode Node(string? name) => new(Kind, string.IsNullOrEmpty(name) ? Name : name, Name, Inferred: true);
}
