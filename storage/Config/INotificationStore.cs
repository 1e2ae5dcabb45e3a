namespace Observe.Storage.Config;

/// <summary>The messages that there are to deliver, and were.</summary>
public interface INotificationStore
{
    /// <summary>Durable when it returns. The same row twice is one row.</summary>
    Task AppendAsync(IReadOnlyList<NotificationRow> rows, CancellationToken cancellationToken);

    /// <summary>The newest message about each rule, without its body.</summary>
    Task<IReadOnlyList<NotificationRow>> LatestAsync(CancellationToken cancellationToken);
}
