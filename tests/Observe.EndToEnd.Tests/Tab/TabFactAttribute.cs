using System.Globalization;

namespace Observe.EndToEnd.Tests.Tab;

/// <summary>A test that takes as many hours of a tab as <c>OBSERVE_TAB_HOURS</c> says, and is skipped without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TabFactAttribute : FactAttribute
{
    private const string Variable = "OBSERVE_TAB_HOURS";

    public TabFactAttribute() => Skip = Hours == 0 ? $"{Variable} says for how long." : null;

    public static int Hours { get; } =
        int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var hours) ? hours : 0;
}
