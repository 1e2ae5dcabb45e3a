using Microsoft.Extensions.Options;
using Observe.Functions;

namespace Observe.Server.Composition;

/// <summary>What the operator says of functions: limits, and a price book of their own.</summary>
internal static class FunctionsRegistration
{
    public static void AddFunctions(this IServiceCollection services)
    {
        services.AddOptions<FunctionsOptions>().BindConfiguration(FunctionsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<FunctionsOptions>, FunctionsOptionsValidator>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<FunctionsOptions>>().Value);
        services.AddSingleton(provider => PriceBookFile.Read(provider.GetRequiredService<FunctionsOptions>().PriceBookFile).Book
            ?? throw new InvalidOperationException("The price book was not checked before it was used."));
    }
}
