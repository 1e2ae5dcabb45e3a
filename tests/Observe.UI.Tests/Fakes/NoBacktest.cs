using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.UI.Tests.Fakes;

/// <summary>For pages on which nobody runs one.</summary>
public sealed class NoBacktest : IRuleBacktest
{
    public Task<BacktestResult> RunAsync(AlertRule rule, TimeRange range, CancellationToken cancellationToken) => throw new NotSupportedException();
}
