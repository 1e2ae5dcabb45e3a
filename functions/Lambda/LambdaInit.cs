using Observe.Functions.Invocations;

namespace Observe.Functions.Lambda;

/// <summary>What the platform says of how an instance came to be.</summary>
public static class LambdaInit
{
    /// <summary>An initialisation that ended longer before the first invocation was made ahead: nobody waited for it.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The class that a record of an initialisation claims for the first invocation of the instance. One made on demand counts as cold until
    /// it is known how long it ended before that invocation.
    /// </summary>
    public static InitClass Of(LambdaRecord record) => record switch
    {
        { InitializationType: "lambda-managed-instances" } => InitClass.ManagedInstance,
        { Phase: "invoke" } => InitClass.Suppressed,
        { Type: LambdaRecord.RestoreReport } or { InitializationType: "snap-start" } => InitClass.SnapStart,
        { InitializationType: "provisioned-concurrency" } => InitClass.Provisioned,
        _ => InitClass.Cold,
    };

    /// <summary>The class that the end of an invocation claims: warm when its report names no initialisation.</summary>
    public static InitClass OfReport(LambdaRecord record) => record switch
    {
        { RestoreDuration: > 0 } => InitClass.SnapStart,
        { InitDuration: > 0 } => InitClass.Cold,
        { Type: LambdaRecord.Report } => InitClass.Warm,
        _ => InitClass.FirstOfInstance,
    };
}
