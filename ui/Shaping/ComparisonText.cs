namespace Observe.UI.Shaping;

/// <summary>The words of a comparison of two traces, A and B.</summary>
public static class ComparisonText
{
    /// <summary>A factor of less than this is better said as a time alone.</summary>
    private const double SmallFactor = 1.2;

    /// <summary><c>+2.07 s</c>, <c>−312 ms</c>, <c>0 ms</c>.</summary>
    public static string Signed(long nanoseconds) => nanoseconds switch
    {
        > 0 => $"+{Measure.Duration(nanoseconds)}",
        < 0 => $"−{Measure.Duration(-nanoseconds)}",
        _ => Measure.Duration(0).ToString(),
    };

    /// <summary><c>B answered 2.07 s later than A: B took 3.1 times as long.</c></summary>
    public static string Answer(long a, long b)
    {
        var (less, more) = (Math.Min(a, b), Math.Max(a, b));
        if (less == more)
        {
            return $"Both answered in {Measure.Duration(a)}.";
        }
        var factor = less == 0 ? 0 : (double)more / less;
        var times = factor < SmallFactor ? "" : FormattableString.Invariant($": {(b > a ? "B" : "A")} took {factor:0.#} times as long");
        return $"B answered {Measure.Duration(more - less)} {(b > a ? "later" : "sooner")} than A{times}.";
    }

    /// <summary>What of the difference is the largest part; empty when there is none.</summary>
    public static string Most(TraceComparison comparison)
    {
        var sign = Math.Sign(comparison.AnswerDifference);
        return comparison.Operations.FirstOrDefault(item => Math.Sign(item.Self) == sign && comparison.IsNotable(item.Self)) is { } most
            ? $"Most of that is {most.Service} {most.Name}: {Signed(most.Self)} of its own{(most.A is null ? ", and only in B" : most.B is null ? ", and only in A" : "")}."
            : "";
    }
}
