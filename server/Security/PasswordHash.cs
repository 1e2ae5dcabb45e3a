using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Observe.Server.Security;

/// <summary>
/// Passwords as they are stored: Argon2id with a salt of their own, written with its parameters, so that a later Observe can ask more of new
/// ones and still read the old.
/// </summary>
public static class PasswordHash
{
    public const int MinLength = 10;

    /// <summary>Longer ones are refused: hashing is no way to eat the processor.</summary>
    public const int MaxLength = 256;

    // OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
    private const int MemoryKibibytes = 19_456;
    private const int Passes = 2;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const string Prefix = "$argon2id$v=19$";

    /// <summary>Of no password: compared with when there is no account, so that the answer takes as long.</summary>
    private static readonly string OfNobody = Of(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));

    public static string Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Derive(password, salt, MemoryKibibytes, Passes);
        return string.Create(CultureInfo.InvariantCulture,
            $"{Prefix}m={MemoryKibibytes},t={Passes},p=1${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <summary>The slow comparison. False, as slowly, for what is no hash.</summary>
    public static bool Matches(string password, string stored)
    {
        var isHash = TryRead(stored, out var memory, out var passes, out var salt, out var hash);
        if (!isHash)
        {
            _ = TryRead(OfNobody, out memory, out passes, out salt, out hash);
        }
        return CryptographicOperations.FixedTimeEquals(Derive(password, salt, memory, passes), hash) & isHash;
    }

    private static byte[] Derive(string password, byte[] salt, int memory, int passes)
    {
        var parameters = new Argon2Parameters { DegreeOfParallelism = 1, MemorySize = memory, NumberOfPasses = passes };
        return PasswordBasedKeyDerivationAlgorithm.Argon2id(parameters).DeriveBytes(Encoding.UTF8.GetBytes(password), salt, HashBytes);
    }

    private static bool TryRead(string stored, out int memory, out int passes, out byte[] salt, out byte[] hash)
    {
        (memory, passes, salt, hash) = (0, 0, [], []);
        if (!stored.StartsWith(Prefix, StringComparison.Ordinal)
            || stored[Prefix.Length..].Split('$') is not [var costs, var saltText, var hashText]
            || costs.Split(',') is not [['m', '=', .. var m], ['t', '=', .. var t], "p=1"])
        {
            return false;
        }
        memory = int.Parse(m, CultureInfo.InvariantCulture);
        passes = int.Parse(t, CultureInfo.InvariantCulture);
        (salt, hash) = (Convert.FromBase64String(saltText), Convert.FromBase64String(hashText));
        return true;
    }
}
