namespace Observe.Server.Demo;

/// <summary>The sample functions: section <c>Observe:Demo</c>, switch <c>--demo</c>.</summary>
public sealed class DemoOptions
{
    public const string Section = "Observe:Demo";

    public bool Enabled { get; set; }

    /// <summary>The sample platform's program; empty for the one that was built with this server.</summary>
    public string PlatformPath { get; set; } = "";

    /// <summary>An idle instance ends after so long.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>So long after its start the shop deploys a version that starts slowly; zero for never.</summary>
    public TimeSpan DeployAfter { get; set; } = TimeSpan.FromMinutes(2);
}
