using Microsoft.Extensions.Time.Testing;
using Observe.Sdk.Export;

namespace Observe.Sdk.Tests.Export;

public sealed class CollectorCircuitTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly CollectorCircuit _circuit;

    public CollectorCircuitTests() => _circuit = new CollectorCircuit(_time);

    [Fact]
    public void TryEnter_AfterFailure_RefusesUntilThePauseIsOver()
    {
        Assert.True(_circuit.TryEnter());
        _circuit.Report(succeeded: false);

        Assert.False(_circuit.IsClosed);
        Assert.False(_circuit.TryEnter());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_circuit.TryEnter());
    }

    [Fact]
    public void TryEnter_TrialUnderWay_RefusesTheOthers()
    {
        _circuit.Report(succeeded: false);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(_circuit.TryEnter());
        Assert.False(_circuit.TryEnter());
        _circuit.Report(succeeded: true);
        Assert.True(_circuit.TryEnter());
        Assert.True(_circuit.IsClosed);
    }

    [Fact]
    public void Report_TrialFailsAgainAndAgain_PauseDoublesToHalfAMinute()
    {
        _circuit.Report(succeeded: false);
        foreach (var pause in (int[])[1, 2, 4, 8, 16, 30, 30])
        {
            _time.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromTicks(1));
            Assert.False(_circuit.TryEnter());
            _time.Advance(TimeSpan.FromTicks(1));
            Assert.True(_circuit.TryEnter());
            _circuit.Report(succeeded: false);
        }
    }

    [Fact]
    public void Report_SeveralFailuresOfOneMoment_CountAsOne()
    {
        Assert.True(_circuit.TryEnter());
        Assert.True(_circuit.TryEnter());
        _circuit.Report(succeeded: false);
        _circuit.Report(succeeded: false);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_circuit.TryEnter());
    }
}
