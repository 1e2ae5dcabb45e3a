using System.Globalization;
using Microsoft.AspNetCore.Components;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Write;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Trace;

/// <summary>One span: its name in the tree, its bar on the axis.</summary>
public sealed partial class TraceWaterfallRow
{
    /// <summary>Beyond this the indent stops and the depth is written.</summary>
    private const int DeepestIndent = 12;

    /// <summary>Parts of a bar shorter than this share of the trace could not be seen.</summary>
    private const int MostParts = 1_000;

    /// <summary>Per cent of the axis that a label needs.</summary>
    private const double LabelRoom = 22;

    [Parameter, EditorRequired]
    public required WaterfallRow Row { get; set; }

    [Parameter, EditorRequired]
    public required Waterfall Waterfall { get; set; }

    [Parameter, EditorRequired]
    public required WaterfallScale Scale { get; set; }

    [Parameter, EditorRequired]
    public required TracePageState State { get; set; }

    [Parameter]
    public EventCallback<SpanId> OnFold { get; set; }

    private WaterfallNode Node => Row.Node;
    private SpanRecord Span => Row.Node.Span;
    private bool IsSelected => State.Span == Span.SpanId;

    /// <summary>A second click on the open span closes it.</summary>
    private string OpenUrl => (State with { Span = IsSelected ? default : Span.SpanId }).ToUrl();

    private string BarClass => (Node.HasChildren ? "bar waits" : "bar") + (Span.Status == SpanStatus.Error ? " failed" : "");

    private string LabelSide => End <= 100 - LabelRoom ? "after" : Begin >= LabelRoom ? "before" : "inside";

    private string LabelStyle => LabelSide switch
    {
        "after" => $"left:{Css(End)}",
        "before" => $"right:{Css(100 - Begin)}",
        _ => $"right:{Css(100 - End)}",
    };

    private IEnumerable<(string Text, string Title)> Warnings
    {
        get
        {
            if (Node.Issues.HasFlag(WaterfallIssues.ParentMissing))
            {
                yield return ("parent missing", $"The span {Span.ParentSpanId} that it names as its parent is not here");
            }
            if (Node.Issues.HasFlag(WaterfallIssues.ClockSkew))
            {
                yield return ("skew", $"It says that it started {Measure.Duration(Node.SkewNanoseconds)} before its parent; it is not moved");
            }
            if (Node.Issues.HasFlag(WaterfallIssues.Cycle))
            {
                yield return ("own ancestor", "Its parents lead back to it; it is shown at the top");
            }
            if (Node.Issues.HasFlag(WaterfallIssues.DuplicateId))
            {
                yield return ("same id", "Another span of this trace has the same id");
            }
        }
    }

    private double Begin => Scale.Percent(Node.OffsetNanoseconds);
    private double End => Scale.Percent(Node.EndOffsetNanoseconds);

    private bool IsVisible(WaterfallSegment segment) => segment.Nanoseconds >= Waterfall.DurationNanoseconds / MostParts;

    private static string Css(double percent) => percent.ToString("0.###", CultureInfo.InvariantCulture) + "%";
}
