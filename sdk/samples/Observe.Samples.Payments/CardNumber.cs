namespace Observe.Samples.Payments;

/// <summary>The check digit of card numbers (ISO/IEC 7812, annex B).</summary>
internal static class CardNumber
{
    public static bool IsValid(string? number)
    {
        if (number is not { Length: >= 12 and <= 19 } || !number.All(char.IsAsciiDigit))
        {
            return false;
        }
        var sum = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var digit = number[^(i + 1)] - '0';
            var doubled = i % 2 == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
