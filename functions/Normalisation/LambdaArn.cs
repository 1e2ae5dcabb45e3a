namespace Observe.Functions.Normalisation;

/// <summary>The parts of <c>arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]</c> that name a function.</summary>
public sealed record LambdaArn(string Region, string Account, string Function)
{
    public static LambdaArn? Parse(string? text)
    {
        if (text is null || !text.StartsWith("arn:", StringComparison.Ordinal))
        {
            return null;
        }
        var parts = text.Split(':');
        return parts.Length >= 7 && parts[2] == "lambda" && parts[5] == "function"
            ? new LambdaArn(parts[3], parts[4], parts[6])
            : null;
    }
}
