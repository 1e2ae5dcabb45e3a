using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Observe.Server.Security;

/// <summary>
/// A key ring that every process derives from the same master key: what one protects, sessions and the secrets of webhooks, the others can read, without a
/// folder that they share. Keys of the data folder, from a time without a master key, still open what they closed.
/// </summary>
public sealed class MasterKeyRepository : IXmlRepository
{
    private const int IdBytes = 16;
    private const int KeyBytes = 64;
    private static readonly DateTimeOffset LongAgo = DateTimeOffset.UnixEpoch;
    private readonly IXmlRepository? _former;
    private readonly XElement[] _keys;

    /// <param name="masterKeys">The first closes; the others only open, as those before it was changed.</param>
    /// <param name="former">Where keys were kept before; null when there were none.</param>
    public MasterKeyRepository(IReadOnlyList<byte[]> masterKeys, IXmlRepository? former, TimeProvider time)
    {
        _former = former;
        _keys = [.. masterKeys.Select((masterKey, index) => Derived(masterKey, index == 0 ? time.GetUtcNow() : LongAgo))];
    }

    public IReadOnlyCollection<XElement> GetAllElements() => [.. _keys, .. (_former?.GetAllElements() ?? []).Select(Former)];

    /// <summary>Keys are not made, and so not stored.</summary>
    public void StoreElement(XElement element, string friendlyName) =>
        throw new NotSupportedException("With a master key no keys are made.");

    /// <summary>Opens, and closes nothing new: of all keys the one that was activated last closes.</summary>
    private static XElement Former(XElement element)
    {
        var copy = new XElement(element);
        copy.Element("activationDate")?.SetValue(Text(LongAgo));
        return copy;
    }

    private static XElement Derived(byte[] masterKey, DateTimeOffset activated)
    {
        var id = HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, IdBytes, info: Encoding.ASCII.GetBytes("Observe key ring id 1"));
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA512, masterKey, KeyBytes, info: Encoding.ASCII.GetBytes("Observe key ring key 1"));
        return new XElement(
            "key",
            new XAttribute("id", new Guid(id)),
            new XAttribute("version", 1),
            new XElement("creationDate", Text(LongAgo)),
            new XElement("activationDate", Text(activated)),
            new XElement("expirationDate", Text(activated.AddYears(200))),
            new XElement(
                "descriptor",
                new XAttribute("deserializerType", typeof(AuthenticatedEncryptorDescriptorDeserializer).AssemblyQualifiedName!),
                new XElement(
                    "descriptor",
                    new XElement("encryption", new XAttribute("algorithm", "AES_256_CBC")),
                    new XElement("validation", new XAttribute("algorithm", "HMACSHA256")),
                    new XElement("masterKey", new XElement("value", Convert.ToBase64String(key))))));
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("o", CultureInfo.InvariantCulture);
}
