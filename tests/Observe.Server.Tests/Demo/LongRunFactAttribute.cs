using System.Globalization;

namespace Observe.Server.Tests.Demo;

/// <summary>A test that watches the demo for as many seconds as <c>OBSERVE_WHATIF_DEMO_SECONDS</c> says, and is skipped without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongRunFactAttribute : FactAttribute
{
    private const string Variable = "OBSERVE_WHATIF_DEMO_SECONDS";

    public LongRunFactAttribute() => Skip = Length == TimeSpan.Zero ? $"{Variable} says for how long." : null;

    public static TimeSpan Length { get; } = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0);
}
