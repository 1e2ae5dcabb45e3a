using Observe.Storage.Config;

namespace Observe.UI.Browser;

/// <summary>Records what the viewer of a page did.</summary>
public sealed class PageAudit(Viewer viewer, AuditTrail trail)
{
    /// <param name="action">Of <see cref="AuditActions"/>.</param>
    public async Task DoneAsync(string action, string id, string detail = "") =>
        await trail.RecordAsync(await viewer.RowAsync(action) with { Object = id, Detail = detail });
}
