using System.Diagnostics;

namespace Observe.Sdk.Tests;

public sealed class TraceContextTests
{
    [Fact]
    public void Inject_ThenExtract_GivesTheSameContext()
    {
        using var activity = new Activity("send").SetIdFormat(ActivityIdFormat.W3C);
        activity.TraceStateString = "vendor=1";
        activity.Start();
        var message = new Dictionary<string, string>();

        TraceContext.Inject(message.Add);
        var context = TraceContext.Extract(message.GetValueOrDefault);

        Assert.Equal((activity.TraceId, activity.SpanId, "vendor=1", true), (context.TraceId, context.SpanId, context.TraceState, context.IsRemote));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b71692033-01")]
    public void Extract_AbsentOrMalformed_IsEmpty(string? header) =>
        Assert.Equal(default, TraceContext.Extract(name => name == "traceparent" ? header : null));
}
