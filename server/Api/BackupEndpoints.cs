using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Server.Security;
using Observe.Storage.Backup;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>/api/v1/storage/backups: saves all that was acknowledged before the request.</summary>
public static class BackupEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static void MapBackupApi(this IEndpointRouteBuilder api) => api.MapPost("/storage/backups", TakeAsync).WithName("TakeBackup").Audited(AuditActions.Backup).RequireAtLeast(AccountRole.Admin);

    private static async Task<Results<Created<BackupBody>, ProblemHttpResult>> TakeAsync(
        EmbeddedBackup backup, IIngestReader ingest, CancellationToken cancellationToken)
    {
        if (!await ingest.WaitUntilFreshAsync(Patience, cancellationToken))
        {
            return ApiProblem.NotFresh();
        }
        var result = await backup.TakeAsync(cancellationToken);
        return result.Outcome switch
        {
            BackupOutcome.Taken => TypedResults.Created((string?)null, new BackupBody(result.Folder)),
            BackupOutcome.Busy => TypedResults.Problem("Another backup is being taken.", statusCode: StatusCodes.Status409Conflict),
            BackupOutcome.NoRoom => TypedResults.Problem(
                "The disk has not as much room as the store takes. Name another one (Observe:Storage:BackupDirectory).", statusCode: StatusCodes.Status507InsufficientStorage),
            _ => TypedResults.Problem("The data are on a ClickHouse server: take the backup there (docs/operations.md).", statusCode: StatusCodes.Status501NotImplemented),
        };
    }
}

/// <param name="Folder">On the server's machine; start with <c>--restore</c> and its name, on an empty data folder.</param>
public sealed record BackupBody(string Folder);
