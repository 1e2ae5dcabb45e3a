using Microsoft.Extensions.Options;

namespace Observe.Server.Demo;

/// <summary>The sample functions send to the collector of this process, so there must be one.</summary>
public sealed class DemoOptionsValidator(RoleSet roles) : IValidateOptions<DemoOptions>
{
    public ValidateOptionsResult Validate(string? name, DemoOptions options) => options.Enabled && !roles.Collector
        ? ValidateOptionsResult.Fail("--demo needs the collector role in the same process.")
        : ValidateOptionsResult.Success;
}
