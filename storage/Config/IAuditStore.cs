namespace Observe.Storage.Config;

/// <summary>Rows that are added and read, and never changed.</summary>
public interface IAuditStore
{
    Task AppendAsync(AuditRow row, CancellationToken cancellationToken);

    /// <summary>The newest first.</summary>
    /// <exception cref="FormatException">The cursor is not one that a former page gave.</exception>
    Task<AuditResult> ListAsync(AuditQuery query, CancellationToken cancellationToken);
}

/// <param name="Actor">Exactly; null for everybody.</param>
/// <param name="Action">Of <see cref="AuditActions"/>; null for all.</param>
/// <param name="Refused">Null for both.</param>
public sealed record AuditQuery(TimeRange Range, string? Actor = null, string? Action = null, bool? Refused = null, int Limit = 50, string? Cursor = null);

/// <param name="NextCursor">Null after the last page.</param>
public sealed record AuditResult(IReadOnlyList<AuditRow> Rows, string? NextCursor);
