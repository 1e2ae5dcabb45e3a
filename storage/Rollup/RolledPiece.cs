namespace Observe.Storage.Rollup;

/// <summary>Slots that were tried together.</summary>
/// <param name="Tried">How many.</param>
/// <param name="Done">Those of them that the rollup now holds; others were put off.</param>
/// <param name="First">Of those that were tried: the one that failed, if one did.</param>
/// <param name="Failure">Why nothing of it was done; null when it was.</param>
internal sealed record RolledPiece(int Tried, IReadOnlyList<int> Done, int First, Exception? Failure);
