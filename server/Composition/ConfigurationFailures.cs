using Microsoft.Extensions.Options;

namespace Observe.Server.Composition;

/// <summary>Everything that is wrong with the configuration, found before anything has started.</summary>
public static class ConfigurationFailures
{
    public static IReadOnlyList<string> Of(IStartupValidator validator)
    {
        try
        {
            validator.Validate();
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return [.. exception.Failures];
        }
        catch (AggregateException many) when (many.InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            return [.. many.InnerExceptions.Cast<OptionsValidationException>().SelectMany(one => one.Failures).Distinct()];
        }
    }
}
