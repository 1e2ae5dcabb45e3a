using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Observe.Server.Security;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>/api/v1/audit: who did what, and what was refused; and the same as a file.</summary>
public static class AuditEndpoints
{
    /// <summary>Of an export; what is more is left to another range.</summary>
    private const int MaxRows = 100_000;
    private const int RowsAPage = 1_000;

    public static void MapAuditApi(this IEndpointRouteBuilder api)
    {
        var audit = api.MapGroup("/audit").RequireAtLeast(AccountRole.Admin);
        audit.MapGet("", ListAsync).WithName("ListAudit");
        audit.MapGet("/export", ExportAsync).WithName("ExportAudit").Produces<string>(StatusCodes.Status200OK, "text/csv", "application/x-ndjson").Audited(AuditActions.Export);
    }

    private static async Task<Results<Ok<ListBody<AuditBody>>, ProblemHttpResult>> ListAsync(
        [AsParameters] ListParameters parameters, [AsParameters] AuditParameters filter, IAuditStore audit, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!TryRead(parameters, filter, time, out var query, out var problem))
        {
            return problem!;
        }
        var page = await audit.ListAsync(query, cancellationToken);
        return TypedResults.Ok(new ListBody<AuditBody>([.. page.Rows.Select(AuditBody.Of)], page.NextCursor, null));
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> ExportAsync(
        [AsParameters] ListParameters parameters, [AsParameters] AuditParameters filter, string? format, IAuditStore audit, TimeProvider time, HttpResponse response)
    {
        if (!TryRead(parameters, filter, time, out var query, out var problem))
        {
            return problem!;
        }
        if (format is not (null or "csv" or "jsonl"))
        {
            return ApiProblem.BadParameter("format", "The format is csv or jsonl.");
        }
        var isCsv = format is not "jsonl";
        // Read before the answer begins, so that what fails is told as a failure.
        var first = await audit.ListAsync(query with { Limit = RowsAPage }, response.HttpContext.RequestAborted);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Stream(
            stream => WriteAsync(stream, isCsv, first, query, audit, response.HttpContext.RequestAborted),
            isCsv ? "text/csv; charset=utf-8" : "application/x-ndjson",
            isCsv ? "audit.csv" : "audit.jsonl");
    }

    private static async Task WriteAsync(
        Stream stream, bool isCsv, AuditResult page, AuditQuery query, IAuditStore audit, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\r\n" };
        if (isCsv)
        {
            await writer.WriteLineAsync("at,actor,kind,address,action,outcome,object,detail");
        }
        else
        {
            writer.NewLine = "\n";
        }
        for (var written = 0; ; written += page.Rows.Count)
        {
            foreach (var body in page.Rows.Select(AuditBody.Of))
            {
                await writer.WriteLineAsync(isCsv
                    ? Csv.Line(body.At, body.Actor, body.Kind, body.Address, body.Action, body.Outcome, body.Object, body.Detail)
                    : JsonSerializer.Serialize(body, JsonSerializerOptions.Web));
            }
            if (page.NextCursor is null || written >= MaxRows)
            {
                return;
            }
            page = await audit.ListAsync(query with { Limit = RowsAPage, Cursor = page.NextCursor }, cancellationToken);
        }
    }

    private static bool TryRead(ListParameters parameters, AuditParameters filter, TimeProvider time, out AuditQuery query, out ProblemHttpResult? problem)
    {
        query = new AuditQuery(default);
        if (!ListRequest.TryRead(parameters, time, out var request, out problem))
        {
            return false;
        }
        problem = filter.Action is { Length: > 0 } action && !AuditActions.All.Contains(action)
            ? ApiProblem.BadParameter("action", $"An action is one of {string.Join(", ", AuditActions.All)}.")
            : filter.Outcome is not (null or "" or "ok" or "refused") ? ApiProblem.BadParameter("outcome", "The outcome is ok or refused.") : null;
        query = new AuditQuery(
            request.Range, Given(filter.Actor), Given(filter.Action), Given(filter.Outcome) is { } outcome ? outcome == "refused" : null, request.Limit, request.Cursor);
        return problem is null;
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>Whose, what and how, as it stands in the address.</summary>
public sealed class AuditParameters
{
    [FromQuery(Name = "actor")]
    [Description("A name, exactly; default: everybody")]
    public string? Actor { get; init; }

    [FromQuery(Name = "action")]
    [Description("Like rule.add; default: all")]
    public string? Action { get; init; }

    [FromQuery(Name = "outcome")]
    [Description("ok or refused; default: both")]
    public string? Outcome { get; init; }
}

/// <summary>One record.</summary>
public sealed record AuditBody(string At, string Actor, string Kind, string Address, string Action, string Outcome, string Object, string Detail)
{
    public static AuditBody Of(AuditRow row) => new(
        UnixTime.ToRfc3339(UnixTime.Nanoseconds(row.At)), row.Actor, row.Kind, row.Address, row.Action, row.IsRefused ? "refused" : "ok", row.Object, row.Detail);
}
