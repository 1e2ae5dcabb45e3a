using System.Globalization;

namespace Observe.Storage.Config;

/// <summary>What is wrong in a file of webhooks, rules and silences.</summary>
/// <param name="File">Its name, or the folder's.</param>
/// <param name="Line">From 1; 0 when the file as a whole is meant.</param>
public sealed record ProvisioningError(string File, long Line, long Column, string Message)
{
    public override string ToString() => Line > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {Message}")
        : $"{File}: {Message}";
}

/// <summary>How the newest reading of the provisioned files ended, in this process.</summary>
public sealed class ProvisioningState
{
    /// <summary>Each keeps what its file said before.</summary>
    public IReadOnlyList<ProvisioningError> Errors { get; set; } = [];
}
