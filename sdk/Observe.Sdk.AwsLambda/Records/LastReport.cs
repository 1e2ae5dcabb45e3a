using System.Text;

namespace Observe.Sdk.AwsLambda.Records;

/// <summary>Whether the platform has reported the newest invocation: there is nothing to wait for then.</summary>
internal sealed class LastReport
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _seen = Fulfilled();
    private byte[] _requestId = [];
    private bool _reports;

    /// <summary>Ends when it was reported; at once where nothing was ever reported.</summary>
    public Task Seen
    {
        get
        {
            lock (_lock)
            {
                return _reports ? _seen.Task : Task.CompletedTask;
            }
        }
    }

    public void Expect(string requestId)
    {
        lock (_lock)
        {
            _requestId = Encoding.UTF8.GetBytes(requestId);
            _seen = _seen.Task.IsCompleted ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : _seen;
        }
    }

    public void Look(ReadOnlySpan<byte> record)
    {
        lock (_lock)
        {
            _reports = true;
            if (record.IndexOf("\"platform.report\""u8) >= 0 && record.IndexOf(_requestId) >= 0)
            {
                _seen.TrySetResult();
            }
        }
    }

    private static TaskCompletionSource Fulfilled()
    {
        var fulfilled = new TaskCompletionSource();
        fulfilled.SetResult();
        return fulfilled;
    }
}
