using Microsoft.Extensions.Time.Testing;
using Observe.UI.Live;

namespace Observe.UI.Tests.Live;

public sealed class PageHandoversTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly PageHandovers _handovers;

    public PageHandoversTests() => _handovers = new PageHandovers(_time);

    public void Dispose() => _handovers.Dispose();

    [Fact]
    public void Take_InTime_GivesTheQueriesOnce()
    {
        var query = Query();
        var ticket = _handovers.Leave([null, query])!.Value;
        _time.Advance(PageHandovers.Kept - TimeSpan.FromTicks(1));

        Assert.Equal([null, query], _handovers.Take(ticket));
        _time.Advance(PageHandovers.Kept);
        Assert.False(query.Stop.IsCancellationRequested);
        Assert.Empty(_handovers.Take(ticket));
    }

    [Fact]
    public void Take_TooLate_GivesNothingAndTheQueriesAreCancelled()
    {
        var query = Query();
        var ticket = _handovers.Leave([query])!.Value;

        _time.Advance(PageHandovers.Kept);

        Assert.True(query.Stop.IsCancellationRequested);
        Assert.Empty(_handovers.Take(ticket));
    }

    [Fact]
    public void Leave_MoreThanAreKept_CancelsWhatIsTooMuch()
    {
        var kept = Enumerable.Range(0, 100).Select(_ => Query()).ToList();
        Assert.All(kept, query => Assert.NotNull(_handovers.Leave([query])));

        var query = Query();

        Assert.Null(_handovers.Leave([query]));
        Assert.True(query.Stop.IsCancellationRequested);
        Assert.All(kept, one => Assert.False(one.Stop.IsCancellationRequested));
    }

    [Fact]
    public void Dispose_CancelsWhatNobodyTook()
    {
        var query = Query();
        _handovers.Leave([query]);

        _handovers.Dispose();

        Assert.True(query.Stop.IsCancellationRequested);
    }

    private static QueryHandover Query() => new(Task.FromResult(1), new CancellationTokenSource());
}
