using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Observe.Functions.Invocations;

/// <summary>What makes two invocations belong to the same function.</summary>
public sealed record FunctionIdentity(string Provider, string Account, string Region, string Environment, string Name)
{
    /// <summary>
    /// A stable id of 16 hex characters: the first eight bytes of SHA-256 over the five parts, each preceded by its
    /// length, so that no two identities run into each other.
    /// </summary>
    public string Id
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Span<byte> length = stackalloc byte[4];
            foreach (var part in (ReadOnlySpan<string>)[Provider, Account, Region, Environment, Name])
            {
                var bytes = Encoding.UTF8.GetBytes(part);
                BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
                hash.AppendData(length);
                hash.AppendData(bytes);
            }
            return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
        }
    }
}
