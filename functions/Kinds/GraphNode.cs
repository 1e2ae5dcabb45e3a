namespace Observe.Functions.Kinds;

/// <summary>One node of a trace or of the map: something that ran, or something that was called.</summary>
/// <param name="Name">Never empty: of the function, queue, bucket, database or host; the product's when nothing names the thing itself.</param>
/// <param name="Product">What it runs on, or is an instance of: <c>AWS Lambda</c>, <c>SQS</c>; empty when nothing says it.</param>
/// <param name="Inferred">True when it sent no spans of its own and is only known from the call.</param>
public sealed record GraphNode(NodeKind Kind, string Name, string Product = "", bool Inferred = false);
