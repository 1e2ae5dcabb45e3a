using Microsoft.Extensions.Options;
using Observe.Functions;

namespace Observe.Server.Composition;

/// <summary>Refuses limits and price books that cannot be, and says where the mistake is.</summary>
internal sealed class FunctionsOptionsValidator : IValidateOptions<FunctionsOptions>
{
    public ValidateOptionsResult Validate(string? name, FunctionsOptions options)
    {
        string[] failures = [.. BookFailures(options), .. LimitFailures(options)];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> BookFailures(FunctionsOptions options) => PriceBookFile.Read(options.PriceBookFile).Errors
        .Select(error => $"{FunctionsOptions.Section}:PriceBookFile \"{options.PriceBookFile}\": {error}");

    private static IEnumerable<string> LimitFailures(FunctionsOptions options) => options.Limits
        .Select((limit, index) => (limit.Mistake, index)).Where(item => item.Mistake is not null)
        .Select(item => $"{FunctionsOptions.Section}:Limits:{item.index} {item.Mistake}.");
}
