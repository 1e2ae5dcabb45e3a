namespace Observe.Samples.Function;

/// <summary>Where the other parts are, as the platform says in the environment.</summary>
public static class ServiceAddress
{
    public static Uri Of(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } address
            ? new Uri(address)
            : throw new InvalidOperationException($"{variable} is not set: this function is started by Observe.Samples.Platform.");
}
