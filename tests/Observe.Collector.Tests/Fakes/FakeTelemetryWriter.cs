using Observe.Storage.Write;

namespace Observe.Collector.Tests.Fakes;

/// <summary>A ClickHouse of parts in memory: an INSERT adds one part, counts and deletes look at the batch id. It can break.</summary>
internal sealed class FakeTelemetryWriter : ITelemetryWriter
{
    private readonly Lock _lock = new();
    private readonly List<(BatchReference Batch, IReadOnlyList<NativeBlock> Blocks)> _parts = [];
    private readonly List<(Func<FakeTelemetryWriter, bool> Condition, TaskCompletionSource Reached)> _waits = [];

    /// <summary>Runs before an INSERT has any effect; may throw, or wait.</summary>
    public Func<BlockBatch, Task> BeforeInsert { get; set; } = _ => Task.CompletedTask;

    /// <summary>Runs when the part is there and the answer is not; may throw.</summary>
    public Func<BlockBatch, Task> AfterInsert { get; set; } = _ => Task.CompletedTask;

    public int Inserts { get; private set; }
    public int Failures { get; private set; }
    public int Counts { get; private set; }
    public int Deletes { get; private set; }
    public List<CollectorHeartbeat> Heartbeats { get; } = [];
    public IReadOnlyList<BatchReference> Batches => Locked(() => _parts.Select(part => part.Batch).ToList());

    public long Rows(TelemetryTable table) =>
        Locked(() => _parts.Where(part => part.Batch.Table == table).Sum(part => part.Blocks.Sum(block => (long)block.Rows)));

    /// <summary>The payloads of all stored blocks of a table, in order.</summary>
    public IReadOnlyList<byte[]> Payloads(TelemetryTable table) => Locked(() =>
        _parts.Where(part => part.Batch.Table == table).SelectMany(part => part.Blocks).Select(block => block.Bytes.ToArray()).ToList());

    /// <summary>Puts a part there as a broken INSERT may leave it.</summary>
    public void Place(BatchReference batch, IReadOnlyList<NativeBlock> blocks) => Changed(() => _parts.Add((batch, blocks)));

    /// <summary>Completes as soon as the condition holds; it is looked at after each change.</summary>
    public Task Until(Func<FakeTelemetryWriter, bool> condition)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Changed(() => _waits.Add((condition, reached)));
        return reached.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public async Task InsertAsync(BlockBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await BeforeInsert(batch).WaitAsync(cancellationToken);
            Place(batch.Reference, [.. batch.Blocks.Select(block => block with { Bytes = block.Bytes.ToArray() })]);
            await AfterInsert(batch).WaitAsync(cancellationToken);
            Changed(() => Inserts++);
        }
        catch
        {
            Changed(() => Failures++);
            throw;
        }
    }

    public Task<long> CountAsync(BatchReference batch, CancellationToken cancellationToken)
    {
        Changed(() => Counts++);
        return Task.FromResult(Locked(() => _parts
            .Where(part => part.Batch.Table == batch.Table && part.Batch.Day == batch.Day && part.Batch.BatchId == batch.BatchId)
            .Sum(part => part.Blocks.Sum(block => (long)block.Rows))));
    }

    public Task DeleteAsync(BatchReference batch, CancellationToken cancellationToken)
    {
        Changed(() =>
        {
            Deletes++;
            _parts.RemoveAll(part => part.Batch.Table == batch.Table && part.Batch.Day == batch.Day && part.Batch.BatchId == batch.BatchId);
        });
        return Task.CompletedTask;
    }

    public Task WriteHeartbeatAsync(CollectorHeartbeat heartbeat, CancellationToken cancellationToken)
    {
        Changed(() => Heartbeats.Add(heartbeat));
        return Task.CompletedTask;
    }

    private void Changed(Action change)
    {
        lock (_lock)
        {
            change();
            foreach (var wait in _waits.Where(wait => wait.Condition(this)).ToList())
            {
                _waits.Remove(wait);
                wait.Reached.TrySetResult();
            }
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
