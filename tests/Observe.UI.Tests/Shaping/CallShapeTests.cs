using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public sealed class CallShapeTests
{
    [Fact]
    public void Of_CallsAndFailures_IsABarEachWithTheFailuresAtItsFoot()
    {
        var shape = CallShape.Of([Bucket(10, 0), Bucket(0, 0), Bucket(5, 5), Bucket(10, 1)], width: 40, height: 22);

        Assert.Equal("M0 2h9v20h-9zM10 21h9v1h-9zM30 2h9v18h-9z", shape.Served);
        Assert.Equal("M20 12h9v10h-9zM30 20h9v2h-9z", shape.Failed);
    }

    [Fact]
    public void Of_NoCalls_IsALine()
    {
        var shape = CallShape.Of([Bucket(0, 0), Bucket(0, 0)], width: 20, height: 22);

        Assert.Equal(("M0 21h9v1h-9zM10 21h9v1h-9z", ""), (shape.Served, shape.Failed));
        Assert.Equal(new CallShape("", ""), CallShape.Of([], 20, 22));
    }

    private static FunctionBucket Bucket(long invocations, long errors) => new(0, invocations, errors, 0, 0, 0);
}
