using System.Runtime.InteropServices;

namespace Observe.Storage.Write.Columns;

/// <summary>Unsigned numbers in one, two or four bytes.</summary>
internal static class IndexWidth
{
    /// <summary>Bytes that hold every number up to the largest.</summary>
    public static int Of(uint largest) => largest <= byte.MaxValue ? 1 : largest <= ushort.MaxValue ? 2 : 4;

    /// <param name="values">Four bytes each, none larger than the width holds.</param>
    public static void Narrow(ReadOnlySpan<byte> values, int width, ColumnBuffer output)
    {
        var numbers = MemoryMarshal.Cast<byte, uint>(values);
        var target = output.Take(numbers.Length * width);
        switch (width)
        {
            case 1:
                for (var i = 0; i < numbers.Length; i++)
                {
                    target[i] = (byte)numbers[i];
                }
                break;
            case 2:
                var shorts = MemoryMarshal.Cast<byte, ushort>(target);
                for (var i = 0; i < numbers.Length; i++)
                {
                    shorts[i] = (ushort)numbers[i];
                }
                break;
            default:
                values.CopyTo(target);
                break;
        }
    }

    public static uint Read(ReadOnlySpan<byte> values, int index, int width) => width switch
    {
        1 => values[index],
        2 => MemoryMarshal.Cast<byte, ushort>(values)[index],
        _ => MemoryMarshal.Cast<byte, uint>(values)[index],
    };
}
