using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>One line of "what arrived so far": enough to tell an exporter that never reached us from one that was refused.</summary>
public sealed record FirstTraceLine(string Icon, string Class, string Text, string Value)
{
    public static IEnumerable<FirstTraceLine> Of(IngestResult ingest)
    {
        yield return ingest.LiveCollectors > 0
            ? new("ok-circle", "okc", "Collectors listening", Amount(ingest.LiveCollectors))
            : new("error", "err", "No collector is running", "0");
        foreach (var signal in ingest.Signals)
        {
            var name = signal.Signal.Replace('_', ' ');
            yield return Counted($"{name} received", signal.Received);
            yield return Counted($"{name} stored", signal.Stored);
            foreach (var (reason, count) in signal.Refused.Where(refused => refused.Value > 0))
            {
                yield return new("warn", "wrn", $"{name} refused: {reason}", Amount(count));
            }
        }
        foreach (var (reason, count) in ingest.RefusedRequests.Where(refused => refused.Value > 0))
        {
            yield return new("warn", "wrn", $"Requests refused: {reason}", Amount(count));
        }
    }

    private static FirstTraceLine Counted(string text, long count) =>
        new(count > 0 ? "ok-circle" : "minus", count > 0 ? "okc" : "t3", char.ToUpperInvariant(text[0]) + text[1..], Amount(count));

    private static string Amount(long count) => Measure.Count(count).ToString();
}
