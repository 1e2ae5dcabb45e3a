using Microsoft.Extensions.Options;

namespace Observe.Server.Composition;

/// <summary>What the validators found, whether one of them threw or several.</summary>
public static class ConfigurationFailures
{
    /// <summary>Empty when the exception is anything else.</summary>
    public static IReadOnlyList<string> Of(Exception exception) => exception switch
    {
        OptionsValidationException validation => [.. validation.Failures],
        AggregateException many when many.InnerExceptions.All(inner => inner is OptionsValidationException) =>
            [.. many.InnerExceptions.SelectMany(Of).Distinct()],
        _ => [],
    };
}
