using System.Buffers;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Observe.Storage.Write;

namespace Observe.Collector.Journal;

/// <summary>Sizes that a journal keeps to.</summary>
/// <param name="MaxBytes">Appends of entries beyond it are answered <see cref="AppendOutcome.Full"/>; control records are not.</param>
public sealed record JournalLimits(long MaxBytes, long SegmentBytes, int MaxWaitingEntries);

/// <summary>
/// The log that makes "acknowledged" mean "durable". Appends wait for one sync together: the next commit starts when the
/// last is done, so that many small requests share it without a timer.
/// </summary>
public sealed partial class IngestJournal : IAsyncDisposable
{
    private const int KeptBufferBytes = 8 * 1024 * 1024;
    private const int CommitBytes = 64 * 1024 * 1024;

    // Unbounded here; each waiting append belongs to a request that holds its bytes of the in-flight limit.
    // Whoever appends wakes the committing thread itself: over the thread pool that would wait behind the requests.
    private readonly Channel<Append> _appends =
        Channel.CreateUnbounded<Append>(new() { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly Lock _lock = new();
    private readonly List<JournalSegment> _segments;
    private readonly string _folder;
    private readonly JournalLimits _limits;
    private readonly IJournalDisk _disk;
    private readonly ILogger _logger;
    private ArrayBufferWriter<byte> _buffer = new();
    private Action<JournalEntry> _committed = _ => { };
    private Task _commits = Task.CompletedTask;
    private bool _tailIsDirty;
    private long _lastEntry;
    private long _storedThrough;
    private long _bytes;
    private long _extraBytes;

    private IngestJournal(
        string folder, Guid id, List<JournalSegment> segments, JournalReplay replay, long lastEntry, JournalLimits limits, IJournalDisk disk, ILogger logger)
    {
        _folder = folder;
        _segments = segments;
        _limits = limits with { SegmentBytes = Math.Max(1, Math.Min(limits.SegmentBytes, limits.MaxBytes / 4)) };
        _disk = disk;
        _logger = logger;
        _lastEntry = lastEntry;
        _storedThrough = replay.Entries.Count == 0 ? lastEntry : replay.Entries[0].Number - 1;
        _bytes = segments.Sum(segment => segment.CommittedBytes);
        // A crash may have left half a record behind the last whole one.
        _tailIsDirty = segments.Count > 0;
        Id = id;
        Replay = replay;
    }

    public Guid Id { get; }

    /// <summary>Ends with the journal, or with an error that it could not handle.</summary>
    public Task Completion => _commits;

    /// <summary>What was in it when it was opened.</summary>
    public JournalReplay Replay { get; }

    public long LastEntry => Interlocked.Read(ref _lastEntry);

    /// <summary>Bytes on disk: the segments and what else was put to its account.</summary>
    public long Bytes => Interlocked.Read(ref _bytes) + Interlocked.Read(ref _extraBytes);

    public static IngestJournal Open(string folder, JournalLimits limits, IJournalDisk disk, ILogger logger)
    {
        Directory.CreateDirectory(folder);
        var id = JournalOpening.ReadOrCreateId(folder, disk);
        var segments = JournalOpening.OpenSegments(folder);
        var reader = new ReplayReader();
        foreach (var segment in segments)
        {
            JournalOpening.Read(segment, JournalOpening.Seed(id, segment.Number), reader);
        }
        // After everything was stored and deleted, the name of the last segment still tells how far the count went.
        var lastEntry = Math.Max(reader.LastEntry, segments.Count == 0 ? 0 : segments[^1].Number - 1);
        return new IngestJournal(folder, id, segments, reader.ToReplay(), lastEntry, limits, disk, logger);
    }

    /// <param name="committed">Called for each entry in order, when it is durable and before its sender is answered.</param>
    public void Start(Action<JournalEntry> committed)
    {
        _committed = committed;
        // A thread of its own: a sync blocks, and requests must neither wait for a thread that does, nor a commit for theirs.
        _commits = Task.Factory.StartNew(CommitLoop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Completes when the blocks are synced, or are not going to be.</summary>
    public Task<AppendOutcome> AppendAsync(IReadOnlyList<NativeBlock> blocks) => EnqueueAsync(new Append { Blocks = blocks });

    public Task<AppendOutcome> AppendAsync(JournalCut cut) => EnqueueAsync(new Append { Cut = cut });

    public Task<AppendOutcome> AppendAsync(JournalConfirm confirm) => EnqueueAsync(new Append { Confirm = confirm });

    /// <summary>Reads a block back. Its entry must not have been released.</summary>
    public byte[] Read(JournalBlock block)
    {
        JournalSegment segment;
        lock (_lock)
        {
            segment = _segments.Find(candidate => candidate.Number == block.Segment)
                ?? throw new InvalidOperationException($"The journal segment {block.Segment} is gone while a block of it waits.");
        }
        var bytes = new byte[block.Length];
        return JournalOpening.TryRead(segment.File, bytes, block.Offset)
            ? bytes
            : throw new IOException($"The journal segment {segment.Path} is shorter than it was when it was written.");
    }

    /// <summary>Everything up to this entry is in ClickHouse: whole segments of it are deleted, oldest first.</summary>
    public void Release(long storedThrough)
    {
        lock (_lock)
        {
            _storedThrough = storedThrough;
            while (_segments.Count > 1 && _segments[0].LastEntry <= storedThrough && TryDelete(_segments[0]))
            {
                _segments.RemoveAt(0);
            }
        }
    }

    /// <summary>Puts bytes that are kept elsewhere (the quarantine) to the journal's account, so that they count to its limit.</summary>
    public void Account(long bytes) => Interlocked.Add(ref _extraBytes, bytes);

    public async ValueTask DisposeAsync()
    {
        _appends.Writer.TryComplete();
        // Its failure, if any, is Completion's to tell.
        await _commits.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var segment in _segments)
        {
            segment.Dispose();
        }
    }

    private Task<AppendOutcome> EnqueueAsync(Append append) =>
        _appends.Writer.TryWrite(append) ? append.Done.Task : Task.FromResult(AppendOutcome.Failed);

    private void CommitLoop()
    {
        var group = new List<Append>();
        try
        {
            while (WaitForAppends())
            {
                group.Clear();
                long bytes = 0;
                while (bytes < CommitBytes && _appends.Reader.TryRead(out var append))
                {
                    group.Add(append);
                    bytes += append.Blocks is null ? 0 : JournalFraming.EntryBytes(append.Blocks);
                }
                Commit(group);
            }
        }
        finally
        {
            // After an error that nobody foresaw no sender may wait for an answer that never comes.
            _appends.Writer.TryComplete();
            while (_appends.Reader.TryRead(out var append))
            {
                group.Add(append);
            }
            group.ForEach(append => append.Done.TrySetResult(AppendOutcome.Failed));
        }
    }

    private bool WaitForAppends()
    {
        var ready = _appends.Reader.WaitToReadAsync();
        return ready.IsCompletedSuccessfully ? ready.Result : ready.AsTask().GetAwaiter().GetResult();
    }

    private void Commit(List<Append> group)
    {
        try
        {
            var segment = Tail();
            var accepted = Frame(group, segment, out var entries);
            _disk.Write(segment.File, _buffer.WrittenSpan, segment.CommittedBytes);
            _disk.Sync(segment.File);
            Account(segment, entries);
            accepted.ForEach(append => append.Done.TrySetResult(AppendOutcome.Durable));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Nothing of the group was acknowledged; the next commit first cuts what may have reached the file.
            _tailIsDirty = true;
            Log.CommitFailed(_logger, group.Count, exception);
            group.ForEach(append => append.Done.TrySetResult(AppendOutcome.Failed));
        }
        finally
        {
            _buffer = Emptied(_buffer);
        }
    }

    /// <summary>The segment that is written to, clean and with room.</summary>
    private JournalSegment Tail()
    {
        lock (_lock)
        {
            if (_segments.Count > 0 && _tailIsDirty)
            {
                _disk.Truncate(_segments[^1].File, _segments[^1].CommittedBytes);
                _tailIsDirty = false;
            }
            // A segment without an entry would give its name to the next one.
            if (_segments.Count == 0 || (_segments[^1].CommittedBytes >= _limits.SegmentBytes && _segments[^1].LastEntry == _lastEntry
                && _segments[^1].Number <= _lastEntry))
            {
                var path = JournalSegment.PathOf(_folder, _lastEntry + 1);
                _segments.Add(new JournalSegment(_lastEntry + 1, path, _disk.Create(path)));
            }
            return _segments[^1];
        }
    }

    private List<Append> Frame(List<Append> group, JournalSegment segment, out List<JournalEntry> entries)
    {
        var seed = JournalOpening.Seed(Id, segment.Number);
        var accepted = new List<Append>(group.Count);
        entries = [];
        foreach (var append in group)
        {
            var start = _buffer.WrittenCount;
            if (append.Blocks is { } blocks)
            {
                if (IsFull(start + JournalFraming.EntryBytes(blocks), entries.Count))
                {
                    append.Done.TrySetResult(AppendOutcome.Full);
                    continue;
                }
                JournalFraming.WriteEntry(_buffer, seed, _lastEntry + entries.Count + 1, blocks);
                var body = start + JournalFraming.HeaderBytes + 1;
                entries.Add(JournalFraming.ReadEntry(_buffer.WrittenSpan[body..], segment.Number, segment.CommittedBytes + body));
            }
            else if (append.Cut is { } cut)
            {
                JournalFraming.WriteCut(_buffer, seed, cut);
            }
            else
            {
                JournalFraming.WriteConfirm(_buffer, seed, append.Confirm!);
            }
            accepted.Add(append);
        }
        return accepted;
    }

    private bool IsFull(long newBytes, int newEntries)
    {
        lock (_lock)
        {
            return Bytes + newBytes > _limits.MaxBytes || _lastEntry + newEntries - _storedThrough >= _limits.MaxWaitingEntries;
        }
    }

    private void Account(JournalSegment segment, List<JournalEntry> entries)
    {
        lock (_lock)
        {
            segment.CommittedBytes += _buffer.WrittenCount;
            segment.LastEntry = entries.Count > 0 ? entries[^1].Number : segment.LastEntry;
            Interlocked.Add(ref _bytes, _buffer.WrittenCount);
            Interlocked.Add(ref _lastEntry, entries.Count);
        }
        entries.ForEach(_committed);
    }

    private bool TryDelete(JournalSegment segment)
    {
        try
        {
            _disk.Delete(segment.Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is tried again with the next release; until then its bytes count.
            Log.DeleteFailed(_logger, segment.Path, exception);
            return false;
        }
        segment.Dispose();
        Interlocked.Add(ref _bytes, -segment.CommittedBytes);
        return true;
    }

    private static ArrayBufferWriter<byte> Emptied(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > KeptBufferBytes)
        {
            return new ArrayBufferWriter<byte>();
        }
        buffer.ResetWrittenCount();
        return buffer;
    }

    private sealed class Append
    {
        public IReadOnlyList<NativeBlock>? Blocks { get; init; }
        public JournalCut? Cut { get; init; }
        public JournalConfirm? Confirm { get; init; }
        public TaskCompletionSource<AppendOutcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The journal could not be written; {Appends} appends are refused and nothing of them is acknowledged")]
        public static partial void CommitFailed(ILogger logger, int appends, Exception exception);

        [LoggerMessage(2, LogLevel.Warning, "The stored journal segment {Path} could not be deleted yet")]
        public static partial void DeleteFailed(ILogger logger, string path, Exception exception);
    }
}
