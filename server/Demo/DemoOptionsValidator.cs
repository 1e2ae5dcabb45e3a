using Microsoft.Extensions.Options;

namespace Observe.Server.Demo;

/// <summary>The sample functions send to the collector of this process, so there must be one; and no platform ends an instance before it was idle.</summary>
public sealed class DemoOptionsValidator(RoleSet roles) : IValidateOptions<DemoOptions>
{
    public ValidateOptionsResult Validate(string? name, DemoOptions options) => options switch
    {
        { Enabled: true } when !roles.Collector => ValidateOptionsResult.Fail("--demo needs the collector role in the same process."),
        { KeepAlive: var time } when time <= TimeSpan.Zero => ValidateOptionsResult.Fail($"{DemoOptions.Section}:KeepAlive must be above zero."),
        { DeployAfter: var time } when time < TimeSpan.Zero => ValidateOptionsResult.Fail($"{DemoOptions.Section}:DeployAfter must not be below zero."),
        _ => ValidateOptionsResult.Success,
    };
}
