using System.Text.RegularExpressions;

namespace Observe.UI.Components.Pages.Trace;

/// <summary>Offers the traces that this one is worth comparing with, and takes the id of any other.</summary>
public sealed partial class TraceCompareWith
{
    /// <summary>Also out of the address of its page.</summary>
    [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IdIn();
}
