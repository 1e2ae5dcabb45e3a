using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Observe.Samples.Payments;

/// <summary>
/// A number from 0 to 99 out of a few milliseconds of honest computing. The larger the amount, the longer it computes, and nobody thought of an end.
/// </summary>
internal static class FraudScore
{
    public const string SourceName = "Observe.Samples.Payments";
    private const int Rounds = 4_000;
    private const decimal AmountOfRounds = 1_000m;

    private static readonly ActivitySource Source = new(SourceName);

    public static int Of(string card, decimal amount)
    {
        using var span = Source.StartActivity("score fraud");
        var salt = Encoding.UTF8.GetBytes(amount.ToString(CultureInfo.InvariantCulture));
        var rounds = (int)Math.Min(int.MaxValue, Rounds * Math.Max(1, amount / AmountOfRounds));
        var print = Rfc2898DeriveBytes.Pbkdf2(card, salt, rounds, HashAlgorithmName.SHA256, 2);
        var score = ((print[0] << 8) | print[1]) % 100;
        span?.SetTag("shop.fraud.score", score);
        return score;
    }
}
