using System.ComponentModel.DataAnnotations;

namespace Observe.Server;

/// <summary>The address of pages and API, and which rooms run here: section <c>Observe:Server</c>.</summary>
public sealed class ServerOptions
{
    public const string Section = "Observe:Server";

    /// <summary>UI and API; port 0 takes a free one.</summary>
    [Required]
    public string Url { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Of collector, ui, api, alerts, with commas.</summary>
    [Required]
    public string Roles { get; set; } = RoleSet.AllNames;

    /// <summary>What a shutdown may take in all, from the signal to the exit.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(9);
}
