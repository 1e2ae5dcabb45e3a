using System.Security.Cryptography;
using System.Text;

namespace Observe.Server.Security;

/// <summary>
/// The one person who may sign in. The password is kept as a salted hash of this process only, of the same kind as that of the
/// accounts, so that the time of an answer tells nobody whose name was typed.
/// </summary>
public sealed class Administrator
{
    // OWASP's figure for PBKDF2 with HMAC-SHA-512: the stamp must be the same after a restart, and stands in cookies, encrypted.
    private const int Iterations = 210_000;
    private readonly string _hash;
    private readonly byte[] _name;
    private readonly byte[] _callKey = RandomNumberGenerator.GetBytes(32);
    private byte[] _lastGood = [];

    public Administrator(string user, string password)
    {
        User = user;
        _name = SHA256.HashData(Encoding.UTF8.GetBytes(user));
        _hash = PasswordHash.Of(password);
        Stamp = Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2(password, _name, Iterations, HashAlgorithmName.SHA512, 32));
    }

    public string User { get; }

    /// <summary>Stands in each session: another password ends the sessions of the old one, a restart does not.</summary>
    public string Stamp { get; }

    /// <summary>The slow comparison.</summary>
    public bool Matches(string user, string password)
    {
        var sameName = CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(user)), _name);
        var samePassword = PasswordHash.Matches(password, _hash);
        if (!(sameName & samePassword))
        {
            return false;
        }
        Volatile.Write(ref _lastGood, Digest(user, password));
        return true;
    }

    /// <summary>True for the pair that <see cref="Matches"/> accepted last: programs send it with each call.</summary>
    public bool MatchesAgain(string user, string password) =>
        CryptographicOperations.FixedTimeEquals(Digest(user, password), Volatile.Read(ref _lastGood));

    private byte[] Digest(string user, string password) =>
        HMACSHA256.HashData(_callKey, Encoding.UTF8.GetBytes($"{user.Length}:{user}{password}"));
}
