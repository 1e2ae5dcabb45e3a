using Microsoft.AspNetCore.Components;
using Observe.Storage;
using Observe.UI.Shaping;
using Observe.UI.TraceCache;

namespace Observe.UI.Components.Pages.Compare;

/// <summary>Two traces against each other: which operations took longer, and span for span.</summary>
public sealed partial class ComparePage
{
    private ComparePageState? _read;
    private ShapedTrace? _a;
    private ShapedTrace? _b;
    private TraceComparison? _comparison;

    /// <summary>Read from the address by <see cref="ComparePageState"/>; named here because the route has it.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <summary>As <see cref="Id"/>.</summary>
    [Parameter]
    public string Other { get; set; } = "";

    [Inject]
    public required SharedTraces Shared { get; init; }

    /// <summary>What was compared is over.</summary>
    protected override TimeSpan? LivePeriod => null;

    protected override ComparePageState? Parse(Uri address) => ComparePageState.Parse(address);

    protected override Task LoadAsync(bool quiet)
    {
        if (_read is { } read && (read.A, read.B) == (State.A, State.B) && Query.Failure is null)
        {
            StateHasChanged();
            return Task.CompletedTask;
        }
        (_read, _a, _b, _comparison) = (State, null, null, null);
        return TryIds(out var a, out var b) ? Query.RunAsync(token => ReadAsync(a, b, token), Show) : Task.CompletedTask;
    }

    private bool TryIds(out TraceId a, out TraceId b) =>
        TraceId.TryParse(State.A, out a) & TraceId.TryParse(State.B, out b) && !a.IsEmpty && !b.IsEmpty;

    private async Task<(ShapedTrace? A, ShapedTrace? B)> ReadAsync(TraceId a, TraceId b, CancellationToken cancellationToken)
    {
        var (ofA, ofB) = (Shared.GetAsync(a, cancellationToken), Shared.GetAsync(b, cancellationToken));
        return (await ofA, await ofB);
    }

    private void Show((ShapedTrace? A, ShapedTrace? B) traces)
    {
        (_a, _b) = traces;
        _comparison = _a is { } a && _b is { } b ? TraceComparison.Of(a.Waterfall, b.Waterfall) : null;
    }
}
