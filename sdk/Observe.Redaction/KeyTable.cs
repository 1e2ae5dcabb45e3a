using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Observe.Redaction;

/// <summary>Verdicts on whole keys, looked up by their bytes without making a string of them. The case of ASCII letters is ignored.</summary>
internal sealed class KeyTable
{
    private readonly Dictionary<byte[], KeyVerdict> _verdicts = new(new FoldingComparer());

    public void Set(string key, KeyVerdict verdict) => _verdicts[Encoding.UTF8.GetBytes(key.Trim())] = verdict;

    public bool TryGet(ReadOnlySpan<byte> keyUtf8, out KeyVerdict verdict) =>
        _verdicts.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(keyUtf8, out verdict);

    private sealed class FoldingComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x is not null && y is not null && Ascii.EqualsIgnoreCase(x, y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => Ascii.EqualsIgnoreCase(alternate, other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            // Keys of one product differ in length and in their ends; the table is small and not filled by senders.
            var hash = (uint)alternate.Length;
            for (var i = Math.Max(0, alternate.Length - 12); i < alternate.Length; i++)
            {
                hash = (hash * 31) + (uint)(alternate[i] | 0x20);
            }
            return (int)hash;
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
