using Observe.Redaction;

namespace Observe.Collector;

/// <summary>Section <c>Observe:Collector:Redaction</c>: which secrets are taken out before anything reaches a disk.</summary>
public sealed class CollectorRedactionOptions : RedactionOptions
{
    public const string Section = $"{CollectorOptions.Section}:Redaction";
}
