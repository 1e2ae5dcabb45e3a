using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Observe.UI.Live;

namespace Observe.UI.Tests.Live;

public sealed class QueryRunnerTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly QueryRunner _runner;
    private TaskCompletionSource _changed = new();

    public QueryRunnerTests() => _runner = new QueryRunner(_time, NullLogger.Instance, () =>
    {
        var changed = _changed;
        _changed = new TaskCompletionSource();
        changed.SetResult();
    });

    public void Dispose() => _runner.Dispose();

    [Fact]
    public async Task Run_FastAnswer_NeverShowsLoading()
    {
        var answer = new TaskCompletionSource<int>();
        var run = _runner.RunAsync(_ => answer.Task, _ => { });
        _time.Advance(TimeSpan.FromMilliseconds(149));

        Assert.True(_runner is { IsLoading: false, IsBusy: true });
        answer.SetResult(1);
        await run;
        Assert.True(_runner is { IsLoading: false, IsBusy: false, HasLoaded: true, Failure: null });
    }

    [Fact]
    public async Task Run_SlowAnswer_ShowsLoadingAfterItsDelay()
    {
        var answer = new TaskCompletionSource<int>();
        var changed = _changed.Task;
        var run = _runner.RunAsync(_ => answer.Task, _ => { });
        _time.Advance(QueryRunner.LoadingDelay);
        await changed;

        Assert.True(_runner.IsLoading);
        answer.SetResult(1);
        await run;
        Assert.False(_runner.IsLoading);
    }

    [Fact]
    public async Task Run_NewerQuery_CancelsTheFormerAndDropsItsAnswer()
    {
        var shown = new List<string>();
        var late = new TaskCompletionSource<string>();
        var formerToken = CancellationToken.None;
        var former = _runner.RunAsync(
            token =>
            {
                formerToken = token;
                return late.Task;
            },
            shown.Add);

        await _runner.RunAsync(_ => Task.FromResult("new"), shown.Add);
        Assert.True(formerToken.IsCancellationRequested);
        late.SetResult("old");
        await former;

        Assert.Equal(["new"], shown);
    }

    [Fact]
    public async Task Stop_WhileItRuns_CancelsAndKeepsWhatIsShown()
    {
        var shown = new List<int>();
        var late = new TaskCompletionSource<int>();
        var lateToken = CancellationToken.None;
        await _runner.RunAsync(_ => Task.FromResult(1), shown.Add);
        var run = _runner.RunAsync(
            token =>
            {
                lateToken = token;
                return late.Task;
            },
            shown.Add);

        _runner.Stop();
        Assert.True(lateToken.IsCancellationRequested);
        Assert.True(_runner is { IsBusy: false, IsLoading: false, HasLoaded: true, Failure: null });
        late.SetResult(2);
        await run;

        Assert.Equal([1], shown);
    }

    [Fact]
    public async Task Run_FormerEndsCancelled_IsNotAFailure()
    {
        var former = _runner.RunAsync(
            async token =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, token);
                return 0;
            },
            _ => { });

        await _runner.RunAsync(_ => Task.FromResult(1), _ => { });
        await former;

        Assert.Null(_runner.Failure);
    }

    [Fact]
    public async Task Run_Fails_KeepsTheReasonUntilTheNextSuccess()
    {
        await _runner.RunAsync<int>(_ => throw new IOException("gone"), _ => { });
        Assert.Equal("gone", _runner.Failure?.Message);

        await _runner.RunAsync(_ => Task.FromResult(1), _ => { });
        Assert.Null(_runner.Failure);
    }

    [Fact]
    public async Task Leave_WhileRunning_TheNextShowsTheSameAnswerAndItsEndCancels()
    {
        var answer = new TaskCompletionSource<int>();
        var token = CancellationToken.None;
        var (first, shown, asked) = (new List<int>(), new List<int>(), 0);
        Task<int> AskAsync(CancellationToken cancellation)
        {
            (token, asked) = (cancellation, asked + 1);
            return answer.Task;
        }
        using var former = new QueryRunner(_time, NullLogger.Instance, () => { }) { IsHandedOver = true };
        var running = former.RunAsync(AskAsync, first.Add);

        _runner.Take(former.Leave());
        former.Dispose();
        var run = _runner.RunAsync(AskAsync, shown.Add);
        Assert.False(token.IsCancellationRequested);
        answer.SetResult(7);
        await Task.WhenAll(running, run);

        Assert.Empty(first);
        Assert.Equal([7], shown);
        Assert.Equal(1, asked);
        await _runner.RunAsync(AskAsync, shown.Add);
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Leave_WhileRunning_TheEndOfTheNextCancelsIt()
    {
        var token = CancellationToken.None;
        using var former = new QueryRunner(_time, NullLogger.Instance, () => { }) { IsHandedOver = true };
        var running = former.RunAsync(
            cancellation =>
            {
                token = cancellation;
                return new TaskCompletionSource<int>().Task.WaitAsync(cancellation);
            },
            _ => { });
        _runner.Take(former.Leave());
        var run = _runner.RunAsync(_ => Task.FromResult(1), _ => { });

        _runner.Dispose();
        await Task.WhenAll(running, run);

        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void Dispose_BeforeTheTakenQueryIsRun_CancelsIt()
    {
        var stop = new CancellationTokenSource();
        _runner.Take(new QueryHandover(new TaskCompletionSource<int>().Task, stop));

        _runner.Dispose();

        Assert.True(stop.IsCancellationRequested);
    }

    [Fact]
    public void Take_OfAnAnswer_ShowsItBeforeTheRunComesBack()
    {
        var shown = 0;
        _runner.Take(new QueryHandover(Task.FromResult(7), new CancellationTokenSource()));

        var run = _runner.RunAsync(_ => new TaskCompletionSource<int>().Task, value => shown = value);

        Assert.Equal((true, 7), (run.IsCompletedSuccessfully, shown));
    }

    [Fact]
    public async Task Dispose_WhileRunning_CancelsAndShowsNothing()
    {
        var answer = new TaskCompletionSource<int>();
        var shown = 0;
        var run = _runner.RunAsync(token => answer.Task.WaitAsync(token), value => shown = value);

        _runner.Dispose();
        await run;

        Assert.Equal(0, shown);
        Assert.Null(_runner.Failure);
    }
}
