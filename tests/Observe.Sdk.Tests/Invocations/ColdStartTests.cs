using Microsoft.Extensions.Time.Testing;
using Observe.Sdk.Invocations;

namespace Observe.Sdk.Tests.Invocations;

public sealed class ColdStartTests
{
    private readonly FakeTimeProvider _time = new(SomeFunction.ProcessStart.AddSeconds(2));

    [Fact]
    public void TryTake_SoonAfterReady_CountsUpToTheInvocation()
    {
        var cold = new ColdStart(SomeFunction.ProcessStart, _time);
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.True(cold.TryTake(out var facts));
        Assert.Equal(new InitFacts(TimeSpan.FromSeconds(5), IsProactive: false), facts);
        Assert.False(cold.TryTake(out _));
    }

    [Fact]
    public void TryTake_LongAfterReady_CountsTheInitialisationOnly()
    {
        var cold = new ColdStart(SomeFunction.ProcessStart, _time);
        cold.MarkReady();
        _time.Advance(TimeSpan.FromSeconds(11));

        Assert.True(cold.TryTake(out var facts));
        Assert.Equal(new InitFacts(TimeSpan.FromSeconds(2), IsProactive: true), facts);
    }
}
