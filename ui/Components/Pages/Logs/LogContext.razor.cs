using Microsoft.AspNetCore.Components;
using Observe.Storage.Read;
using Observe.UI.Live;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Logs;

/// <summary>The lines that the same instance, or the same service, wrote before and after one.</summary>
public sealed partial class LogContext
{
    private const int Step = 10;
    private const int MostLines = 400;
    private const int LongestBody = 2_000;

    private QueryRunner _query = null!;
    private LogContextScope _scope;
    private IReadOnlyList<LogRecord> _lines = [];
    private bool _hasEarlier;
    private bool _hasLater;

    [Parameter, EditorRequired]
    public required LogRecord Log { get; set; }

    public void Dispose() => _query.Dispose();

    protected override Task OnInitializedAsync()
    {
        _query = new QueryRunner(Time, Logger, StateHasChanged);
        return ReadAsync();
    }

    private Task ReadAsync() => _query.RunAsync(
        token => Reader.ReadAsync(new LogContextQuery(Log.TimeUnixNanoseconds, Log.Id, _scope, Step, Step), token),
        Show);

    private void Show(LogContextResult? result)
    {
        _lines = result is null ? [Log] : [.. result.Before, result.Line, .. result.After];
        (_hasEarlier, _hasLater) = (result?.HasEarlier ?? false, result?.HasLater ?? false);
    }

    private Task EarlierAsync() => _query.RunAsync(
        token => Reader.ReadAsync(new LogContextQuery(_lines[0].TimeUnixNanoseconds, _lines[0].Id, _scope, Step * 4, 0), token),
        result => (_lines, _hasEarlier) = ([.. result?.Before ?? [], .. _lines], result?.HasEarlier ?? false));

    private Task LaterAsync() => _query.RunAsync(
        token => Reader.ReadAsync(new LogContextQuery(_lines[^1].TimeUnixNanoseconds, _lines[^1].Id, _scope, 0, Step * 4), token),
        result => (_lines, _hasLater) = ([.. _lines, .. result?.After ?? []], result?.HasLater ?? false));

    private Task ChooseAsync(LogContextScope scope)
    {
        _scope = scope;
        return ReadAsync();
    }

    private string? On(LogContextScope scope) => _scope == scope ? "on" : null;

    private string Pressed(LogContextScope scope) => _scope == scope ? "true" : "false";

    private static string Cut(string body) => body.Length <= LongestBody ? body : body[..LongestBody] + "…";

    private static string Tone(LogRecord line) => LogLevels.ToneOf(line) switch
    {
        LogTone.Error => "err",
        LogTone.Warning => "wrn",
        _ => "t3",
    };
}
