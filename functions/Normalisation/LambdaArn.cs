namespace Observe.Functions.Normalisation;

/// <summary>
/// The parts of <c>arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]</c>. A qualifier is a version or an alias, which names no version.
/// </summary>
/// <param name="Qualifier">Empty when there is none.</param>
public sealed record LambdaArn(string Region, string Account, string Function, string Qualifier = "")
{
    /// <summary>The version that the ARN names; empty when it names none, or an alias.</summary>
    public string Version => Qualifier == "$LATEST" || Qualifier.All(char.IsAsciiDigit) ? Qualifier : "";

    public static LambdaArn? Parse(string? text)
    {
        if (text is null || !text.StartsWith("arn:", StringComparison.Ordinal))
        {
            return null;
        }
        var parts = text.Split(':');
        return parts.Length >= 7 && parts[2] == "lambda" && parts[5] == "function"
            ? new LambdaArn(parts[3], parts[4], parts[6], parts.Length > 7 ? parts[7] : "")
            : null;
    }
}
