using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Observe.Collector.Decode;
using Observe.Collector.Journal;
using Observe.Redaction;
using Observe.Storage;

namespace Observe.Benchmarks.Ingest;

/// <summary>How long a full journal keeps a new process from its first answer.</summary>
internal static class ReplayBenchmark
{
    public static async Task RunAsync(byte[][] requests, long bytes)
    {
        var folder = Directory.CreateTempSubdirectory("observe-benchmark-");
        try
        {
            await FillAsync(folder.FullName, requests, bytes);
            var started = Stopwatch.GetTimestamp();
            await using var journal = Open(folder.FullName);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Console.WriteLine($"replay: {journal.Bytes >> 20} MiB, {journal.Replay.Entries.Count} entries");
            Measures.AtMost("replay.seconds", seconds, 2);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IngestJournal Open(string folder) => IngestJournal.Open(
        folder, new JournalLimits(8L << 30, 64L << 20, 10_000_000), new JournalDisk(), NullLogger.Instance);

    private static async Task FillAsync(string folder, byte[][] requests, long bytes)
    {
        var now = TimeProvider.System.GetUtcNow();
        var window = new TimeWindow(UnixTime.Nanoseconds(now), UnixTime.Nanoseconds(now.AddDays(-30)), UnixTime.Nanoseconds(now.AddDays(1)));
        var decoder = new OtlpDecoder(new Redactor(new RedactionOptions { Enabled = false }));
        await using var journal = Open(folder);
        journal.Start(_ => { });
        for (var i = 0; journal.Bytes < bytes; i++)
        {
            using var decoded = decoder.Decode(OtlpSignal.Traces, OtlpEncoding.Protobuf, requests[i % requests.Length], window);
            if (await journal.AppendAsync(decoded.Blocks) != AppendOutcome.Durable)
            {
                throw new IOException("The benchmark's journal could not be written.");
            }
        }
    }
}
