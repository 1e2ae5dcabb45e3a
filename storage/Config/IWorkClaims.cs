namespace Observe.Storage.Config;

/// <summary>Where processes say that they are there, and see who else is.</summary>
public interface IWorkClaims
{
    Task SayAsync(string work, WorkClaim claim, CancellationToken cancellationToken);

    /// <summary>What the others said that spoke within this time, by the store's clock.</summary>
    Task<IReadOnlyList<WorkClaim>> OthersAsync(string work, string processId, TimeSpan within, CancellationToken cancellationToken);
}
