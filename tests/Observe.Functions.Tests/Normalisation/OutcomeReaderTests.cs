using Observe.Functions.Invocations;
using Observe.Functions.Normalisation;

namespace Observe.Functions.Tests.Normalisation;

public sealed class OutcomeReaderTests
{
    [Theory]
    [InlineData(false, "timeout", InvocationOutcome.Ok)]
    [InlineData(true, null, InvocationOutcome.Error)]
    [InlineData(true, "Sandbox.Timedout", InvocationOutcome.Timeout)]
    [InlineData(true, "System.TimeoutException", InvocationOutcome.Error)]
    [InlineData(true, "Npgsql.NpgsqlTimeoutException", InvocationOutcome.Error)]
    [InlineData(true, "Runtime.OutOfMemory", InvocationOutcome.OutOfMemory)]
    public void Read_ErrorType_OnlyPlatformLimitsCount(bool isError, string? errorType, InvocationOutcome expected) =>
        Assert.Equal(expected, OutcomeReader.Read(isError, errorType, []));

    [Fact]
    public void Read_ExceptionEvent_CountsToo() =>
        Assert.Equal(InvocationOutcome.OutOfMemory, OutcomeReader.Read(true, null, ["System.OutOfMemoryException"]));
}
