using Microsoft.Extensions.DependencyInjection;

namespace Observe.EndToEnd.Tests.Tab;

/// <summary>The machine's time, but what is called back again and again is called so many times as often.</summary>
internal sealed class HurriedBeats(int factor) : TimeProvider
{
    /// <summary>What lives as long as the process keeps the machine's time: collector, rollups and the like have no part in a tab.</summary>
    public static void ForCircuits(IServiceCollection services, int factor)
    {
        var hurried = new HurriedBeats(factor);
        services.AddSingleton(provider => new Root(provider));
        services.AddScoped<TimeProvider>(provider => provider.GetRequiredService<Root>().Provider == provider ? System : hurried);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        period == Timeout.InfiniteTimeSpan ? base.CreateTimer(callback, state, dueTime, period) : base.CreateTimer(callback, state, dueTime / factor, period / factor);

    /// <param name="Provider">Of what lives as long as the process.</param>
    private sealed record Root(IServiceProvider Provider);
}
