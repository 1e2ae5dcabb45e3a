using Microsoft.AspNetCore.Components;
using Observe.Storage.Config;
using Observe.UI.Addresses;
using Observe.UI.Browser;

namespace Observe.UI.Components.Pages.Audit;

public sealed partial class AuditPage
{
    private const int RowsAPage = 100;
    private const int MostRows = 5_000;

    private bool _may = true;
    private IReadOnlyList<AuditRow>? _rows;
    private string? _next;

    [Inject]
    public required IAuditStore Audit { get; init; }

    [Inject]
    public required Viewer Viewer { get; init; }

    /// <summary>What is read is not to move under the reader.</summary>
    protected override TimeSpan? LivePeriod => null;

    protected override AuditPageState? Parse(Uri address) => AuditPageState.Parse(address);

    protected override async Task LoadAsync(bool quiet)
    {
        _may = await Viewer.MayAsync(AccountRole.Admin);
        if (_may)
        {
            await Query.RunAsync(
                cancellation => Audit.ListAsync(Asked(null), cancellation), page => (_rows, _next) = (page.Rows, page.NextCursor), quiet);
        }
    }

    private async Task MoreAsync()
    {
        await Viewer.DemandAsync(AccountRole.Admin);
        var before = _rows ?? [];
        await Query.RunAsync(
            cancellation => Audit.ListAsync(Asked(_next), cancellation),
            page => (_rows, _next) = ([.. before, .. page.Rows], before.Count + page.Rows.Count < MostRows ? page.NextCursor : null),
            quiet: true);
    }

    private AuditQuery Asked(string? cursor) => new(
        State.Range.Resolve(Time), Given(State.Actor), Given(State.Action), State.Outcome.Length == 0 ? null : State.Outcome == "refused", RowsAPage, cursor);

    private void Filter(AuditPageState state) => Go(state.ToUrl());

    private string ExportUrl(string format) => ObserveUrls.AuditExport(State.Range, State.Actor, State.Action, State.Outcome, format);

    private static string Text(ChangeEventArgs e) => e.Value?.ToString()?.Trim() ?? "";

    private static string? Given(string text) => text.Length == 0 ? null : text;

    private static string Who(AuditRow row) => row switch
    {
        { Kind: "system" } => "Observe",
        { Actor.Length: > 0, Kind: "key" } => $"{row.Actor} (key)",
        { Actor.Length: > 0 } => row.Actor,
        { Kind: "open" } => "this machine",
        _ => "nobody",
    };
}
