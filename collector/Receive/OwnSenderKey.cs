using System.Security.Cryptography;

namespace Observe.Collector.Receive;

/// <summary>
/// The key of senders that this process starts itself: the demo's functions. It is made anew at each start and lies in memory only, and
/// that there is one asks nobody else for a key.
/// </summary>
public sealed class OwnSenderKey
{
    private const int Bytes = 32;

    public string Value { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
}
