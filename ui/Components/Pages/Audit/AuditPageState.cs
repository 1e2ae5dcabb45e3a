using Observe.UI.Addresses;

namespace Observe.UI.Components.Pages.Audit;

/// <summary>Address: <c>/settings/audit?from=now-7d&amp;actor=ada&amp;action=rule.add&amp;outcome=refused</c>.</summary>
/// <param name="Outcome">Empty for both.</param>
public sealed record AuditPageState(PageRange Range, string Actor = "", string Action = "", string Outcome = "")
{
    public static AuditPageState? Parse(Uri address)
    {
        if (address.AbsolutePath != ObserveUrls.AuditPath)
        {
            return null;
        }
        var query = UrlQuery.Parse(address);
        return new AuditPageState(
            PageRange.Parse(address), query["actor"] ?? "", query["action"] ?? "", query["outcome"] is "ok" or "refused" ? query["outcome"]! : "");
    }

    public string ToUrl() => ObserveUrls.Audit(Range, Actor, Action, Outcome);
}
