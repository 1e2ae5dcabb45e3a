namespace Observe.Conformance.Checks;

/// <summary>What cannot be provoked from outside without doing harm is named, so that nobody takes it for tested.</summary>
internal static class OverloadChecks
{
    public static IEnumerable<Check> Of() =>
    [
        Check.Spec("overload.unavailable-with-retry-delay", _ => throw new CheckSkippedException("not testable from outside: the server is asked, not flooded")),
        Check.Spec("overload.no-partial-success-for-try-again", _ => throw new CheckSkippedException("not testable from outside")),
    ];
}
