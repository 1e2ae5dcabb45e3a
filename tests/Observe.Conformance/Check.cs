namespace Observe.Conformance;

/// <summary>One question to the server. Its run returns what was seen, or throws one of the two exceptions below.</summary>
/// <param name="IsSpec">False for what is good practice, or a promise of Observe, beyond the specification.</param>
public sealed record Check(string Name, bool IsSpec, Func<ConformanceTarget, Task<string>> Run)
{
    public static Check Spec(string name, Func<ConformanceTarget, Task<string>> run) => new(name, true, run);

    public static Check Beyond(string name, Func<ConformanceTarget, Task<string>> run) => new(name, false, run);
}

public enum Verdict
{
    Ok,
    Fail,
    Skip,
}

/// <summary>What came of a check.</summary>
public sealed record CheckOutcome(Check Check, Verdict Verdict, string Seen)
{
    public override string ToString()
    {
        var verdict = Verdict == Verdict.Fail ? "FAIL" : Verdict == Verdict.Ok ? "ok  " : "skip";
        return $"{verdict} {Check.Name}{(Check.IsSpec ? "" : " (beyond)")}: {Seen}";
    }
}

/// <summary>The server does not do what it should.</summary>
public sealed class CheckFailedException(string seen) : Exception(seen);

/// <summary>The check cannot be made; says why.</summary>
public sealed class CheckSkippedException(string reason) : Exception(reason);
