namespace Observe.Samples.Platform.Queues;

/// <summary>
/// A queue with the rules of SQS: who receives a message has it for the visibility timeout; what was not deleted by then comes again, and what was
/// received too often goes to the dead letters instead.
/// </summary>
/// <param name="visibility">Longer than its consumer takes for a batch.</param>
/// <param name="maxReceives">Before a message is a dead letter.</param>
/// <param name="deadLetters">Null to have it come again for ever.</param>
internal sealed class MessageQueue(string name, TimeSpan visibility, int maxReceives, MessageQueue? deadLetters, TimeProvider time)
{
    /// <summary>The oldest go, as they do after days in SQS.</summary>
    private const int MostMessages = 10_000;

    private readonly Lock _lock = new();
    private readonly LinkedList<QueuedMessage> _messages = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    public string Arn => $"arn:aws:sqs:{FunctionProgram.Region}:{FunctionProgram.Account}:{name}";

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _messages.Count;
            }
        }
    }

    /// <returns>The id of the message.</returns>
    public string Send(string body, IReadOnlyDictionary<string, string> attributes)
    {
        var message = new QueuedMessage(Guid.NewGuid().ToString(), body, attributes, time.GetUtcNow());
        Add(message);
        return message.MessageId;
    }

    /// <summary>Comes back with the first messages that are there to be received, at most so many.</summary>
    public async Task<IReadOnlyList<QueuedMessage>> ReceiveAsync(int most, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            TimeSpan wait;
            lock (_lock)
            {
                if (Take(most) is { Count: > 0 } taken)
                {
                    return taken;
                }
                changed = _changed.Task;
                wait = _messages.Count == 0 ? Timeout.InfiniteTimeSpan : Positive(_messages.Min(message => message.VisibleFrom) - time.GetUtcNow());
            }
            try
            {
                await changed.WaitAsync(wait, time, cancellation);
            }
            catch (TimeoutException)
            {
                // One that was received before is visible again.
            }
        }
    }

    public void Delete(QueuedMessage message)
    {
        lock (_lock)
        {
            for (var node = _messages.First; node is not null; node = node.Next)
            {
                if (node.Value.Receipt == message.Receipt)
                {
                    _messages.Remove(node);
                    return;
                }
            }
        }
    }

    private List<QueuedMessage> Take(int most)
    {
        var now = time.GetUtcNow();
        List<QueuedMessage> taken = [];
        for (var node = _messages.First; node is not null && taken.Count < most;)
        {
            var (next, message) = (node.Next, node.Value);
            if (message.VisibleFrom <= now && message.Receives >= maxReceives && deadLetters is not null)
            {
                _messages.Remove(node);
                deadLetters.Add(message);
            }
            else if (message.VisibleFrom <= now)
            {
                node.Value = message with
                {
                    Receives = message.Receives + 1,
                    FirstReceivedAt = message.FirstReceivedAt ?? now,
                    Receipt = Guid.NewGuid().ToString(),
                    VisibleFrom = now + visibility,
                };
                taken.Add(node.Value);
            }
            node = next;
        }
        return taken;
    }

    private void Add(QueuedMessage message)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (_messages.Count == MostMessages)
            {
                _messages.RemoveFirst();
            }
            _messages.AddLast(message);
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        changed.TrySetResult();
    }

    private static TimeSpan Positive(TimeSpan wait) => wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1);
}
