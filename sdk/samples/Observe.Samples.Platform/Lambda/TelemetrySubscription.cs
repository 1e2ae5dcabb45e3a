namespace Observe.Samples.Platform.Lambda;

/// <summary>
/// The records that an instance has asked for: gathered, and delivered when they are many, large or old, but never while the instance is frozen. What it did not
/// take is left for somebody else to tell.
/// </summary>
/// <param name="deliver">Takes a JSON array; false when it was not taken.</param>
internal sealed class TelemetrySubscription(TelemetryRequest request, Func<byte[], Task<bool>> deliver, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<byte[]> _waiting = [];
    private Task _delivering = Task.CompletedTask;
    private ITimer? _timer;
    private long _oldest;
    private bool _isDelivering;
    private bool _isFrozen;
    private bool _hasEnded;

    private TimeSpan Age => TimeSpan.FromMilliseconds(request.Buffering.TimeoutMs);

    /// <returns>False when it did not ask for such a record, or takes none any more.</returns>
    public bool TryAdd(string type, byte[] record)
    {
        lock (_lock)
        {
            if (_hasEnded || !request.Types.Contains(type.Split('.')[0]))
            {
                return false;
            }
            _oldest = _waiting.Count == 0 ? time.GetTimestamp() : _oldest;
            _waiting.Add(record);
        }
        Look();
        return true;
    }

    /// <summary>Comes back when nothing is on its way any more: the instance can be stopped.</summary>
    public Task FreezeAsync()
    {
        lock (_lock)
        {
            _isFrozen = true;
            return _delivering;
        }
    }

    public void Thaw()
    {
        lock (_lock)
        {
            _isFrozen = false;
        }
        Look();
    }

    /// <summary>Comes back when the instance has all that there was, or did not take it.</summary>
    public async Task FlushAsync()
    {
        bool isLast;
        do
        {
            await StillDelivering();
            lock (_lock)
            {
                isLast = !_isDelivering;
                Begin();
            }
        }
        while (!isLast);
        await StillDelivering();
    }

    /// <summary>Nothing is taken from here on.</summary>
    /// <returns>What the instance never got.</returns>
    public async Task<IReadOnlyList<byte[]>> EndAsync()
    {
        lock (_lock)
        {
            _hasEnded = true;
        }
        await StillDelivering();
        lock (_lock)
        {
            IReadOnlyList<byte[]> left = [.. _waiting];
            _waiting.Clear();
            return left;
        }
    }

    public void Dispose() => _timer?.Dispose();

    private Task StillDelivering()
    {
        lock (_lock)
        {
            return _delivering;
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            if (_hasEnded || _isFrozen || _waiting.Count == 0)
            {
                return;
            }
            var left = Age - time.GetElapsedTime(_oldest);
            if (left <= TimeSpan.Zero || _waiting.Count >= request.Buffering.MaxItems || _waiting.Sum(record => record.Length) >= request.Buffering.MaxBytes)
            {
                Begin();
                return;
            }
            _timer ??= time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _timer.Change(left, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>With the lock.</summary>
    private void Begin()
    {
        if (_hasEnded || _isDelivering || _waiting.Count == 0)
        {
            return;
        }
        _isDelivering = true;
        byte[][] batch = [.. _waiting];
        _waiting.Clear();
        _delivering = DeliverAsync(batch);
    }

    private async Task DeliverAsync(byte[][] batch)
    {
        // Not in the lock of whoever began it.
        await Task.Yield();
        var isTaken = await deliver(PlatformTelemetry.Join(batch));
        lock (_lock)
        {
            _isDelivering = false;
            if (!isTaken)
            {
                // Nobody listens there any more.
                _waiting.InsertRange(0, batch);
                _hasEnded = true;
            }
        }
        // What came meanwhile.
        Look();
    }
}
