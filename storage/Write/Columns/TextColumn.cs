using System.Runtime.CompilerServices;

namespace Observe.Storage.Write.Columns;

/// <summary>Texts that mostly differ from row to row.</summary>
public sealed class TextColumn(string name) : Column(name, "String")
{
    private readonly ColumnBuffer _values = new();

    internal override int StreamCount => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<byte> utf8) => _values.Text(utf8);

    internal override void Seal(BlockWriter output) => output.Texts(_values.Written);

    internal override void Merge(ColumnBuffer output, IReadOnlyList<SealedBlock> blocks, LengthsColumn? lengths)
    {
        foreach (var block in blocks)
        {
            var texts = block.Stream(FirstStream, out var mode);
            if (mode == StreamMode.Zeros)
            {
                output.Zeros(LengthsColumn.Count(lengths, block));
            }
            else
            {
                output.Bytes(texts);
            }
        }
    }

    internal override void Reset() => _values.Reset();
}
