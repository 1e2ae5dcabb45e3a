using Observe.Storage.Write.Columns;

namespace Observe.Collector.Decode;

/// <summary>Writes messages inside of messages.</summary>
internal static class WireMessage
{
    private const int LengthBytes = 5;

    /// <summary>Leaves room for a length that is known only afterwards.</summary>
    public static int BeginMessage(this ColumnBuffer output)
    {
        output.Take(LengthBytes);
        return output.Length;
    }

    /// <summary>A number with leading zero groups is as valid as a short one, and needs nothing to be moved.</summary>
    public static void EndMessage(this ColumnBuffer output, int start)
    {
        var length = (uint)(output.Length - start);
        var target = output.At(start - LengthBytes, LengthBytes);
        for (var i = 0; i < LengthBytes - 1; i++)
        {
            target[i] = (byte)(length | 0x80);
            length >>= 7;
        }
        target[^1] = (byte)length;
    }
}
