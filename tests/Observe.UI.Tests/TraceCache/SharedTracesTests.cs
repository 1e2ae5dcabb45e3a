using System.Diagnostics.Metrics;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Tests.Fakes;
using Observe.UI.TraceCache;
using static Observe.UI.Tests.Shaping.TraceSome;

namespace Observe.UI.Tests.TraceCache;

public sealed class SharedTracesTests : IDisposable
{
    private readonly FakeTraceReader _reader = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public SharedTracesTests() => _reader.Get = id => Task.FromResult<TraceResult?>(Trace(id, received: 1));

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task GetAsync_AskedAgain_GivesTheSameAndReadsNoSpans()
    {
        var traces = Traces();
        var first = await traces.GetAsync(Id(1), default);

        Assert.Same(first, await traces.GetAsync(Id(1), default));

        Assert.Equal(1, _reader.GetCalls);
        Assert.Equal(first!.Bytes, traces.Bytes);
    }

    [Fact]
    public async Task GetAsync_SpanArrivedMeanwhile_ReadsAgain()
    {
        var traces = Traces();
        var first = await traces.GetAsync(Id(1), default);
        _reader.Get = id => Task.FromResult<TraceResult?>(Trace(id, received: 2, Span(3, 1, 20, 30)));

        var second = await traces.GetAsync(Id(1), default);

        Assert.Equal((2, 3), (first!.Waterfall.Nodes.Count, second!.Waterfall.Nodes.Count));
        Assert.Equal(second.Bytes, traces.Bytes);
    }

    [Fact]
    public async Task GetAsync_SameSpanCountReceivedLater_ReadsAgain()
    {
        var traces = Traces();
        await traces.GetAsync(Id(1), default);
        _reader.Extent = _ => Task.FromResult<TraceExtent?>(new TraceExtent(2, 2));

        await traces.GetAsync(Id(1), default);

        Assert.Equal(2, _reader.GetCalls);
    }

    [Fact]
    public async Task GetAsync_SpanArrivedWhileItIsRead_WhoAsksThenDoesNotGetThatReading()
    {
        var traces = Traces();
        var (older, newer) = (new TaskCompletionSource<TraceResult?>(), new TaskCompletionSource<TraceResult?>());
        var first = Ask(traces, 1, older);
        await _reader.Got;
        var second = Ask(traces, 2, newer);
        newer.SetResult(Trace(Id(1), received: 2, Span(3, 1, 20, 30)));
        older.SetResult(Trace(Id(1), received: 1));

        Assert.Equal(2, (await first)!.Waterfall.Nodes.Count);
        Assert.Equal(3, (await second)!.Waterfall.Nodes.Count);
    }

    [Fact]
    public async Task GetAsync_NoLongerStored_IsNullAndForgotten()
    {
        var traces = Traces();
        await traces.GetAsync(Id(1), default);
        _reader.Get = _ => Task.FromResult<TraceResult?>(null);

        Assert.Null(await traces.GetAsync(Id(1), default));

        Assert.Equal(0, traces.Bytes);
    }

    [Fact]
    public async Task GetAsync_AskedAtOnce_ReadsOnce()
    {
        var traces = Traces();
        var answer = new TaskCompletionSource<TraceResult?>();
        var asked = Enumerable.Range(0, 5).Select(_ => Ask(traces, 1, answer)).ToArray();
        answer.SetResult(Trace(Id(1), received: 1));

        var got = await Task.WhenAll(asked);

        Assert.Equal(1, _reader.GetCalls);
        Assert.All(got, trace => Assert.Same(got[0], trace));
    }

    [Fact]
    public async Task GetAsync_OneOfTwoGoesAway_TheOtherGetsItsAnswer()
    {
        var traces = Traces();
        var answer = new TaskCompletionSource<TraceResult?>();
        using var gone = new CancellationTokenSource();
        var first = Ask(traces, 1, answer, gone.Token);
        var second = Ask(traces, 1, answer);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        answer.SetResult(Trace(Id(1), received: 1));
        Assert.NotNull(await second);
        Assert.False((await _reader.Got).IsCancellationRequested);
    }

    [Fact]
    public async Task GetAsync_AllGoAway_TheReadingIsCancelledAndTheNextReadsAnew()
    {
        var traces = Traces();
        using var gone = new CancellationTokenSource();
        var only = Ask(traces, 1, new TaskCompletionSource<TraceResult?>(), gone.Token);
        var reading = await _reader.Got;

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => only);
        Assert.True(reading.IsCancellationRequested);
        _reader.Get = id => Task.FromResult<TraceResult?>(Trace(id, received: 1));
        Assert.NotNull(await traces.GetAsync(Id(1), default));
    }

    [Fact]
    public async Task GetAsync_StoreFailed_TheNextReadsAgain()
    {
        var traces = Traces();
        var failing = new TaskCompletionSource<TraceResult?>();
        var first = Ask(traces, 1, failing);
        failing.SetException(new IOException("gone"));
        await Assert.ThrowsAsync<IOException>(() => first);
        _reader.Get = id => Task.FromResult<TraceResult?>(Trace(id, received: 1));

        Assert.NotNull(await traces.GetAsync(Id(1), default));
    }

    [Fact]
    public async Task GetAsync_BeyondTheBound_WhatWasAskedForLongestAgoGoes()
    {
        var traces = Traces((2 * await BytesOfOneAsync()) + 10);
        var first = await traces.GetAsync(Id(1), default);
        await traces.GetAsync(Id(2), default);
        await traces.GetAsync(Id(1), default);

        var third = await traces.GetAsync(Id(3), default);

        Assert.Equal(first!.Bytes + third!.Bytes, traces.Bytes);
        var before = _reader.GetCalls;
        await traces.GetAsync(Id(1), default);
        await traces.GetAsync(Id(3), default);
        Assert.Equal(before, _reader.GetCalls);
    }

    [Fact]
    public async Task GetAsync_LargerThanTheBound_IsSharedWhileItIsShownAndNotKept()
    {
        var traces = Traces(await BytesOfOneAsync() - 1);
        var before = _reader.GetCalls;
        var shown = await traces.GetAsync(Id(1), default);

        Assert.Same(shown, await traces.GetAsync(Id(1), default));
        Assert.Equal(0, traces.Bytes);
        Assert.Equal(before + 1, _reader.GetCalls);
        GC.KeepAlive(shown);
    }

    [Fact]
    public async Task GetAsync_AnyAnswer_IsCounted()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        var counted = new Dictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Scope == meters)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => counted[instrument.Name] = counted.GetValueOrDefault(instrument.Name) + value);
        listener.Start();
        var traces = Traces(await BytesOfOneAsync() + 10);
        counted.Clear();

        await traces.GetAsync(Id(1), default);
        await traces.GetAsync(Id(1), default);
        var second = await traces.GetAsync(Id(2), default);
        listener.RecordObservableInstruments();

        Assert.Equal((1, 2, 1), (counted["observe.ui.traces.hits"], counted["observe.ui.traces.misses"], counted["observe.ui.traces.evictions"]));
        Assert.True(counted["observe.ui.traces.bytes"] >= second!.Bytes);
    }

    /// <summary>The answer is what <paramref name="answer"/> says, of a trace that had so many rows when it was asked for.</summary>
    private Task<ShapedTrace?> Ask(SharedTraces traces, long rows, TaskCompletionSource<TraceResult?> answer, CancellationToken cancellationToken = default)
    {
        _reader.Extent = _ => Task.FromResult<TraceExtent?>(new TraceExtent(rows, 1));
        _reader.Get = _ => answer.Task;
        return traces.GetAsync(Id(1), cancellationToken);
    }

    private async Task<long> BytesOfOneAsync() => (await Traces().GetAsync(Id(1), default))!.Bytes;

    private SharedTraces Traces(long bytes = 1 << 20) =>
        new(_reader, new UIOptions { TraceCacheBytes = bytes }, _services.GetRequiredService<IMeterFactory>());

    private static TraceId Id(ulong number) => new(0, number);

    private static TraceResult Trace(TraceId id, long received, params SpanRecord[] more) =>
        new(id, [Span(1, 0, 0, 100), Span(2, 1, 10, 80), .. more], Truncated: false, received);
}
