namespace Observe.Functions.Advice;

/// <summary>Somebody has looked at a kind of finding of a function and does not want to be told again.</summary>
/// <param name="Subject">As of <see cref="Finding"/>: of a kind that is about versions it holds for this one only.</param>
/// <param name="By">Who; empty where nobody signs in.</param>
public sealed record Dismissal(FindingKind Kind, string Subject, string Reason, string By, DateTimeOffset At)
{
    public const int MaxReasonLength = 500;
    public const int MaxSubjectLength = 512;

    public bool Covers(Finding finding) => finding.Kind == Kind && finding.Subject == Subject;
}
