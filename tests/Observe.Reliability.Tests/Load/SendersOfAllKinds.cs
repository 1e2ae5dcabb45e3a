using System.Collections.Concurrent;
using System.Diagnostics;
using Observe.Conformance;

namespace Observe.Reliability.Tests.Load;

/// <summary>
/// Senders over gRPC, HTTP with protobuf and HTTP with JSON. Each sends one request after the other and repeats what was not
/// answered, as the SDKs do; what it was told and what it was not is the oracle of the tests.
/// </summary>
internal sealed class SendersOfAllKinds : IAsyncDisposable
{
    private const int SendersPerTransport = 3;

    // A client's pause before it tries a server again that is not there.
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);

    // The exporters' own: OTEL_EXPORTER_OTLP_TIMEOUT of the specification.
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<SentRequest> _requests = new();
    private readonly ConcurrentQueue<string> _surprises = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConformanceTarget _target;
    private readonly Task _sending;
    private readonly ConcurrentDictionary<SentRequest, Stopwatch> _underWay = new();
    private readonly int[] _acknowledgements;
    private readonly bool _throughProxy;
    private TaskCompletionSource _acknowledged = NewSignal();
    private TaskCompletionSource _refused = NewSignal();

    /// <param name="throughProxy">A proxy says 502 or 504 when the collector that it had sent to is gone.</param>
    public SendersOfAllKinds(Uri grpc, Uri http, int seed, bool throughProxy = false)
    {
        _throughProxy = throughProxy;
        _target = new ConformanceTarget(new ConformanceOptions { Grpc = grpc, Http = http });
        var senders = Enum.GetValues<Transport>().SelectMany(transport => Enumerable.Repeat(transport, SendersPerTransport)).ToList();
        _acknowledgements = new int[senders.Count];
        _sending = Task.WhenAll(senders.Select((transport, number) => Task.Run(() => SendAsync(number, transport, new Random(seed + number)))));
    }

    public IReadOnlyCollection<SentRequest> Requests => _requests;

    /// <summary>Answers that are neither success nor "try again".</summary>
    public IReadOnlyCollection<string> Surprises => _surprises;

    /// <summary>Why senders were told to try again: each different word once.</summary>
    public ConcurrentDictionary<string, int> Refusals { get; } = new();

    /// <summary>Tries that had no answer, and no end either, within an exporter's patience.</summary>
    public ConcurrentQueue<string> TimedOut { get; } = new();

    /// <summary>Completes with the next acknowledgement after this call.</summary>
    public Task NextAcknowledgementAsync() => Exchange(ref _acknowledged);

    /// <summary>
    /// Completes when every sender was acknowledged after this call: none of them hangs while others get on. Fails with what has no
    /// answer when it takes longer.
    /// </summary>
    public async Task EachAcknowledgedAsync(TimeSpan patience)
    {
        var before = _acknowledgements.ToArray();
        using var limit = new CancellationTokenSource(patience);
        while (_acknowledgements.Zip(before).Any(counts => counts.First == counts.Second))
        {
            try
            {
                await NextAcknowledgementAsync().WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail(Unanswered(patience));
            }
        }
    }

    /// <summary>Completes with the next "try again" after this call.</summary>
    public Task NextRefusalAsync() => Exchange(ref _refused);

    /// <summary>Starts nothing new, and returns when everything begun is acknowledged; fails with what is not when it takes longer.</summary>
    public async Task FinishAsync(TimeSpan patience)
    {
        await _stop.CancelAsync();
        try
        {
            await _sending.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail(Unanswered(patience));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // A test that failed leaves senders behind that nobody will answer.
        _target.Dispose();
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task SendAsync(int sender, Transport transport, Random random)
    {
        for (var number = random.Next(2); !_stop.IsCancellationRequested; number++)
        {
            var request = SentRequest.Some(transport, number % 2 == 0 ? Signal.Traces : Signal.Logs, random);
            _requests.Enqueue(request);
            while (!await TrySendAsync(request))
            {
                await Task.Delay(RetryPause);
            }
            _underWay.TryRemove(request, out _);
            _acknowledgements[sender]++;
            Volatile.Read(ref _acknowledged).TrySetResult();
        }
    }

    private async Task<bool> TrySendAsync(SentRequest request)
    {
        Reply reply;
        _underWay[request] = Stopwatch.StartNew();
        using var limit = new CancellationTokenSource(AnswerLimit);
        try
        {
            reply = await _target.SendAsync(request.Request, limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            TimedOut.Enqueue($"{request.Request.Transport}, try {request.LostAnswers + 1}, at {TimeProvider.System.GetUtcNow():HH:mm:ss.fff}");
            request.LostAnswers++;
            return false;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            request.LostAnswers++;
            return false;
        }
        if (reply.IsSuccess && reply.Partial is null && reply.BodyProblem is null)
        {
            request.IsAcknowledged = true;
            return true;
        }
        if (reply.GrpcStatus == GrpcCode.Unavailable || reply.HttpStatus == 503)
        {
            if (reply.RetryDelay is null)
            {
                _surprises.Enqueue($"told to try again, but not when: {reply.Seen}");
            }
            Refusals.AddOrUpdate(reply.Message, 1, (_, count) => count + 1);
            Volatile.Read(ref _refused).TrySetResult();
            return false;
        }
        if (reply.GrpcStatus is -1 || (_throughProxy && reply.HttpStatus is 502 or 504))
        {
            // The stream ended without its trailers: no answer.
            request.LostAnswers++;
            return false;
        }
        _surprises.Enqueue(reply.Seen);
        return true;
    }

    private string Unanswered(TimeSpan patience) =>
        $"after {patience.TotalSeconds} s there is no answer for {string.Join(", ", _underWay.Select(Seen))}; refusals: "
        + string.Join("; ", Refusals.Select(refusal => $"{refusal.Value} of '{refusal.Key}'"));

    private static string Seen(KeyValuePair<SentRequest, Stopwatch> underWay) =>
        $"{underWay.Key.Request.Transport} (try {underWay.Key.LostAnswers + 1} of it, for {underWay.Value.Elapsed.TotalSeconds:0.0} s)";

    private static Task Exchange(ref TaskCompletionSource signal)
    {
        var next = NewSignal();
        Volatile.Write(ref signal, next);
        return next.Task;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
