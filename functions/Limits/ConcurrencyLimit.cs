using Observe.Functions.Invocations;

namespace Observe.Functions.Limits;

/// <summary>
/// How many invocations of a function its platform runs at once, and how long it keeps what is idle. What is empty or null is not limited or not
/// known, or fits any.
/// </summary>
public sealed class ConcurrencyLimit
{
    /// <summary>The time that <see cref="ScaleRate"/> is for, as AWS states it.</summary>
    public const int ScaleSeconds = 10;

    /// <summary>What AWS starts for one function in <see cref="ScaleSeconds"/> (its page about Lambda's scaling behaviour).</summary>
    public const int AwsScaleRate = 1_000;

    /// <summary>The function's name; empty for what holds for all functions of an account and region.</summary>
    public string Function { get; set; } = "";

    public string Provider { get; set; } = "";
    public string Account { get; set; } = "";
    public string Region { get; set; } = "";

    /// <summary>At most so many: reserved concurrency, or the limit of the account.</summary>
    public int? Reserved { get; set; }

    /// <summary>So many instances are kept ready.</summary>
    public int? Provisioned { get; set; }

    /// <summary>At most so many instances are started in ten seconds.</summary>
    public int? ScaleRate { get; set; }

    /// <summary>An idle instance ends after so long: no telemetry holds it, and providers do not promise it.</summary>
    public TimeSpan? KeepAlive { get; set; }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Mistake => this switch
    {
        { Reserved: null, Provisioned: null, ScaleRate: null, KeepAlive: null } => "needs Reserved, Provisioned, ScaleRate or KeepAlive",
        { Reserved: < 0 } or { Provisioned: < 0 } => "cannot be below zero",
        { ScaleRate: <= 0 } => "needs a ScaleRate above zero",
        { KeepAlive: { } time } when time <= TimeSpan.Zero => "needs a KeepAlive above zero",
        { Function: "", Provisioned: not null } => "with Provisioned needs the name of a Function",
        _ => null,
    };

    /// <summary>The limits of a function: of those that fit the one that says most of whom it is for; null without any.</summary>
    public static ConcurrencyLimit? Of(FunctionIdentity function, IEnumerable<ConcurrencyLimit> limits) =>
        limits.Where(limit => limit.Fits(function)).MaxBy(limit => limit.Precision);

    /// <summary>How many instances of a function its platform starts in <see cref="ScaleSeconds"/>: what was said, or what is known of the provider; null for neither.</summary>
    public static int? ScaleRateOf(FunctionIdentity function, IEnumerable<ConcurrencyLimit> limits) =>
        Of(function, limits)?.ScaleRate ?? (function.Provider == "aws" ? AwsScaleRate : null);

    private int Precision => (Function.Length > 0 ? 8 : 0) + (Account.Length > 0 ? 4 : 0) + (Region.Length > 0 ? 2 : 0) + (Provider.Length > 0 ? 1 : 0);

    private bool Fits(FunctionIdentity function) =>
        Same(Function, function.Name) && Same(Provider, function.Provider) && Same(Account, function.Account) && Same(Region, function.Region);

    private static bool Same(string wanted, string actual) => wanted.Length == 0 || wanted == actual;
}
