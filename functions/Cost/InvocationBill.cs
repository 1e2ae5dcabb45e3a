using Observe.Functions.Invocations;

namespace Observe.Functions.Cost;

/// <summary>Puts on a piece of an invocation what the platform will bill for it.</summary>
public static class InvocationBill
{
    private const long NanosecondsPerTick = 100;

    /// <summary>
    /// The piece with its billed times; unchanged while its end is not known. Where the book has no plan the time that passed
    /// stands for the billed one. What the platform itself reported is kept, and an initialisation is billed with its invocation.
    /// </summary>
    public static InvocationPiece Bill(this PriceBook book, InvocationPiece piece)
    {
        var duration = piece.EndUnixNanoseconds - piece.StartUnixNanoseconds;
        if (piece.EndUnixNanoseconds == 0 || duration < 0 || piece.BilledNanoseconds > 0 || piece.Source is PieceSource.Initialisation or PieceSource.Dropped)
        {
            return piece;
        }
        if (book.FunctionPlan(piece.Function.Provider, piece.Platform, out _)?.Billing is not { } rule)
        {
            return piece with { BilledNanoseconds = duration };
        }
        var day = DateOnly.FromDateTime(DateTime.UnixEpoch.AddTicks(piece.StartUnixNanoseconds / NanosecondsPerTick));
        var billed = rule.Bill(duration, piece.InitDurationNanoseconds, piece.InitClass, day);
        return piece with { BilledNanoseconds = billed.Nanoseconds, BilledInitNanoseconds = billed.InitNanoseconds };
    }
}
