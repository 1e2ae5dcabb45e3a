using System.Collections.Concurrent;

namespace Observe.UI.Live;

/// <summary>
/// What pages asked while the answer to their request was drawn, kept for the circuits that take them over: nothing is asked twice, and the rows
/// that are there stay. A page that no circuit takes over in time, as of a program, is forgotten and its queries are cancelled; above the most
/// that are kept a circuit asks for itself.
/// </summary>
public sealed class PageHandovers(TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    private const int Most = 100;

    private readonly ConcurrentDictionary<Guid, Page> _pages = new();

    /// <summary>Takes over the queries, also the duty to cancel them. Null when they are not kept.</summary>
    public Guid? Leave(IReadOnlyList<QueryHandover?> queries)
    {
        if (_pages.Count >= Most)
        {
            Cancel(queries);
            return null;
        }
        var ticket = Guid.NewGuid();
        _pages[ticket] = new Page(queries, time.CreateTimer(_ => Forget(ticket), null, Kept, Timeout.InfiniteTimeSpan));
        return ticket;
    }

    /// <summary>Gives each page away once; empty when it is not, or no longer, there.</summary>
    public IReadOnlyList<QueryHandover?> Take(Guid ticket)
    {
        if (!_pages.TryRemove(ticket, out var page))
        {
            return [];
        }
        page.Expiry.Dispose();
        return page.Queries;
    }

    public void Dispose()
    {
        foreach (var ticket in _pages.Keys)
        {
            Forget(ticket);
        }
    }

    private void Forget(Guid ticket) => Cancel(Take(ticket));

    private static void Cancel(IReadOnlyList<QueryHandover?> queries)
    {
        foreach (var query in queries)
        {
            query?.Stop.Cancel();
        }
    }

    private sealed record Page(IReadOnlyList<QueryHandover?> Queries, ITimer Expiry);
}
