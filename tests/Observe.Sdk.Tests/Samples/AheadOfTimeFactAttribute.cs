namespace Observe.Sdk.Tests.Samples;

/// <summary>A test that compiles to native code, which takes a minute and a C compiler; <c>OBSERVE_AOT</c> names the compiler, and without it the test is skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AheadOfTimeFactAttribute : FactAttribute
{
    public AheadOfTimeFactAttribute() => Skip = Compiler is null ? "OBSERVE_AOT names a C compiler, such as gcc." : null;

    public static string? Compiler { get; } = Environment.GetEnvironmentVariable("OBSERVE_AOT") is { Length: > 0 } name ? name : null;
}
