using Observe.Sdk.AwsLambda.Runtime;

namespace Observe.Sdk.AwsLambda.Records;

/// <summary>
/// What the platform knows of this instance and the function cannot know: Lambda posts it here, and it goes on to the collector as it is. The records of an
/// invocation mostly come when the next one wakes the process, and the last ones when it is asked to end.
/// </summary>
internal sealed class RecordSubscription : IDisposable
{
    /// <summary>Of the half second that Lambda leaves at the end.</summary>
    private static readonly TimeSpan LastWait = TimeSpan.FromMilliseconds(150);

    private readonly ObserveFunction _observe;
    private readonly TimeProvider _time;
    private readonly RecordSender _sender;
    private readonly LastReport _lastReport = new();
    private RecordListener? _listener;

    private RecordSubscription(ObserveFunction observe, string sender, TimeProvider time)
    {
        (_observe, _time) = (observe, time);
        _sender = new RecordSender(observe, sender, time);
    }

    /// <summary>What no collector took.</summary>
    public long Dropped => _sender.Dropped;

    /// <param name="observe">The started function.</param>
    /// <param name="account">In which the function is; null when Lambda did not say it.</param>
    /// <param name="variable">Of the environment.</param>
    /// <param name="time">Of all waits.</param>
    /// <returns>Null when the options want none, or no port can be had.</returns>
    public static RecordSubscription? TryOpen(ObserveFunction observe, string? account, Func<string, string?> variable, TimeProvider time)
    {
        if (!observe.Options.PlatformRecords)
        {
            return null;
        }
        var subscription = new RecordSubscription(observe, SenderQuery.Of(observe.Identity, account, variable), time);
        subscription._listener = RecordListener.TryOpen(subscription.Take);
        return subscription._listener is null ? null : subscription;
    }

    /// <summary>Asks Lambda for the records. Where it has none to give, as under emulators, nothing of this is left.</summary>
    public async Task SubscribeAsync(RuntimeClient runtime, string extension, bool isShared, CancellationToken cancellation)
    {
        if (_listener is { Address: var address } && await runtime.SubscribeAsync(extension, address, isShared, cancellation).ConfigureAwait(false))
        {
            _observe.Export.FlushBeside = _sender.FlushAsync;
            return;
        }
        _listener?.Dispose();
    }

    /// <summary>An event was taken: its report is to come.</summary>
    public void Expect(string requestId) => _lastReport.Expect(requestId);

    /// <summary>Waits a moment for the last report, and sends what is there, at most for the shutdown timeout.</summary>
    public async Task EndAsync()
    {
        try
        {
            await _lastReport.Seen.WaitAsync(LastWait, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It does not come any more.
        }
        try
        {
            await _sender.FlushAsync().WaitAsync(_observe.Options.ShutdownTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What is lost now nobody can count any more.
        }
    }

    public void Dispose()
    {
        _observe.Export.FlushBeside = null;
        _listener?.Dispose();
        _sender.Dispose();
    }

    private void Take(byte[] body)
    {
        if (_sender.IsUnknown)
        {
            _listener?.Dispose();
            return;
        }
        foreach (var record in RecordArray.Split(body))
        {
            _lastReport.Look(record);
            _sender.Add(record);
        }
    }
}
