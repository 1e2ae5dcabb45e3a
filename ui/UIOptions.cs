using System.ComponentModel.DataAnnotations;

namespace Observe.UI;

/// <summary>What the pages of one process may take: section <c>Observe:UI</c>.</summary>
public sealed class UIOptions
{
    public const string Section = "Observe:UI";

    /// <summary>Bytes of traces that are kept for the next page that shows them; 0 keeps none that no page shows.</summary>
    [Range(0, long.MaxValue)]
    public long TraceCacheBytes { get; set; } = 256L << 20;
}
