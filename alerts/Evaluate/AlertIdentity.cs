using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Evaluate;

/// <summary>Ids that are derived, so that the same thing has the same id after a restart and on another machine.</summary>
public static class AlertIdentity
{
    /// <param name="labels">The rule's name is not among them, so that it can be changed.</param>
    public static string Fingerprint(string ruleId, IReadOnlyDictionary<string, string> labels) =>
        Hash([ruleId, .. Flatten(labels)])[..16];

    /// <summary>The webhook-id of a message about a group; it holds no dot, which the signature needs.</summary>
    public static string MessageId(string ruleId, string alertEvent, DateTimeOffset at) =>
        "msg_" + Hash([ruleId, alertEvent, UnixTime.ToRfc3339(UnixTime.Nanoseconds(at))])[..24];

    public static string ChangeId(
        string ruleId, IReadOnlyDictionary<string, string> labels, DateTimeOffset changedAt, AlertState state) =>
        "chg_" + Hash([ruleId, .. Flatten(labels), UnixTime.ToRfc3339(UnixTime.Nanoseconds(changedAt)), state.ToString()])[..24];

    /// <summary>Of what comes from a file: the same name is the same rule, whichever file it is in.</summary>
    public static string ProvisionedId(string kind, params IEnumerable<string> parts) => Hash([kind, .. parts])[..16];

    private static IEnumerable<string> Flatten(IReadOnlyDictionary<string, string> labels) =>
        labels.OrderBy(label => label.Key, StringComparer.Ordinal).SelectMany(label => new[] { label.Key, label.Value });

    // Each part is preceded by its length, so that no two lists of parts run into each other.
    private static string Hash(IEnumerable<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = new byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
