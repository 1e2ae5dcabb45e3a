using Observe.Functions.Advice;

namespace Observe.Storage.Config;

/// <summary>Checks a dismissal before it is saved.</summary>
public static class DismissalValidator
{
    /// <param name="subject">The version that it is about, empty for none.</param>
    public static IReadOnlyList<FieldError> Validate(FindingKind kind, string subject, string reason)
    {
        var errors = new List<FieldError>();
        if (reason.Trim().Length is 0 or > Dismissal.MaxReasonLength)
        {
            errors.Add(new FieldError("reason", $"A reason of 1 to {Dismissal.MaxReasonLength} characters is needed."));
        }
        if (kind.IsOfVersion() ? subject.Length is 0 or > Dismissal.MaxSubjectLength : subject.Length > 0)
        {
            errors.Add(new FieldError("version", kind.IsOfVersion() ? "The version that the finding names is needed." : "A finding of this kind is of no version."));
        }
        return errors;
    }
}
