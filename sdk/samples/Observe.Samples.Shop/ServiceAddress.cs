namespace Observe.Samples.Shop;

/// <summary>Where the other parts are, as the platform says in the environment.</summary>
public static class ServiceAddress
{
    public static Uri Of(string variable) => Find(variable)
        ?? throw new InvalidOperationException($"{variable} is not set: this function is started by Observe.Samples.Platform.");

    /// <summary>Null when there is no such part.</summary>
    public static Uri? Find(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } address ? new Uri(address) : null;
}
