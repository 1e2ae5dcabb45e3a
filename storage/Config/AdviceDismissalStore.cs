using System.Text.Json;
using Observe.Functions.Advice;
using Observe.Functions.Invocations;

namespace Observe.Storage.Config;

/// <summary>
/// What was dismissed of each function's advice: one document a function, in which each kind stands at most once. A document never goes, so that its
/// versions count up; a function's is as long as there are kinds.
/// </summary>
public sealed class AdviceDismissalStore(IConfigDocuments documents, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1);

    public async Task<IReadOnlyList<Dismissal>> ListAsync(FunctionId function, CancellationToken cancellationToken) =>
        await documents.GetAsync(ConfigTable.AdviceDismissals, function.ToString(), cancellationToken) is { } document ? Read(document) : [];

    /// <summary>Takes the place of a former dismissal of the same kind.</summary>
    public async Task<Dismissal> AddAsync(
        FunctionId function, FindingKind kind, string subject, string reason, string by, CancellationToken cancellationToken)
    {
        var dismissal = new Dismissal(kind, subject, reason, by, time.GetUtcNow());
        await ChangeAsync(function, former => [.. Without(kind, former), dismissal], cancellationToken);
        return dismissal;
    }

    /// <returns>False when the kind was not dismissed.</returns>
    public async Task<bool> RemoveAsync(FunctionId function, FindingKind kind, CancellationToken cancellationToken)
    {
        var was = false;
        await ChangeAsync(
            function,
            former =>
            {
                was = former.Any(dismissal => dismissal.Kind == kind);
                return was ? [.. Without(kind, former)] : null;
            },
            cancellationToken);
        return was;
    }

    public void Dispose() => _writing.Dispose();

    private static IEnumerable<Dismissal> Without(FindingKind kind, IReadOnlyList<Dismissal> dismissals) =>
        dismissals.Where(dismissal => dismissal.Kind != kind);

    /// <param name="change">Null when nothing is to be changed.</param>
    private async Task ChangeAsync(
        FunctionId function, Func<IReadOnlyList<Dismissal>, IReadOnlyList<Dismissal>?> change, CancellationToken cancellationToken)
    {
        // Two first dismissals of a function would both add its document.
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var id = function.ToString();
            while (true)
            {
                var document = await documents.GetAsync(ConfigTable.AdviceDismissals, id, cancellationToken);
                if (change(document is null ? [] : Read(document)) is not { } changed)
                {
                    return;
                }
                if (document is null)
                {
                    await documents.AddAsync(ConfigTable.AdviceDismissals, id, Write(changed), cancellationToken);
                    return;
                }
                // Another process may have been faster: then once more with what it wrote.
                var result = await documents.ReplaceAsync(
                    ConfigTable.AdviceDismissals, id, Write(changed), document.Version, cancellationToken);
                if (result.Status == SaveStatus.Saved)
                {
                    return;
                }
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    private static string Write(IReadOnlyList<Dismissal> dismissals) => JsonSerializer.Serialize(
        dismissals.Select(item => new Stored(item.Kind.ToString(), item.Subject, item.Reason, item.By, item.At)), ConfigJson.Options);

    /// <summary>Without the kinds that only a newer Observe knows.</summary>
    private static IReadOnlyList<Dismissal> Read(ConfigDocument document) =>
    [
        .. JsonSerializer.Deserialize<IReadOnlyList<Stored>>(document.Body, ConfigJson.Options)!
            .Where(stored => Enum.IsDefined(typeof(FindingKind), stored.Kind))
            .Select(stored => new Dismissal(Enum.Parse<FindingKind>(stored.Kind), stored.Subject, stored.Reason, stored.By, stored.At)),
    ];

    private sealed record Stored(string Kind, string Subject, string Reason, string By, DateTimeOffset At);
}
