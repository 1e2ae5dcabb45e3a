namespace Observe.UI.Live;

/// <summary>A query that one drawing of a page began, answered or under way, for the drawing that takes the page over.</summary>
/// <param name="Work">The query's Task&lt;T&gt;.</param>
/// <param name="Stop">Cancels the query.</param>
public sealed record QueryHandover(Task Work, CancellationTokenSource Stop);
