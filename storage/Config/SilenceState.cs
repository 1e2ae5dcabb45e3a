namespace Observe.Storage.Config;

/// <summary>Where a silence is in its life, in the words of Alertmanager.</summary>
public enum SilenceState
{
    Active,
    Pending,
    Expired,
}
