namespace Observe.Alerts.Tests.Prometheus;

/// <summary>A test that needs promtool: OBSERVE_PROMTOOL, or the one on the path. test.sh installs it where it can.</summary>
internal sealed class PromtoolFactAttribute : FactAttribute
{
    public PromtoolFactAttribute() => Skip = Promtool.Path is null
        ? "There is no promtool: install the Debian package prometheus, or name the program in OBSERVE_PROMTOOL."
        : null;
}
