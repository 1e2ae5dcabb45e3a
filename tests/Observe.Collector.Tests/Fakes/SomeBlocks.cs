using Observe.Storage.Write;

namespace Observe.Collector.Tests.Fakes;

/// <summary>Blocks with recognisable bytes; the journal and the batcher never look inside.</summary>
internal static class SomeBlocks
{
    public static DateOnly Day { get; } = new(2026, 11, 23);

    public static NativeBlock Of(int id, TelemetryTable table = TelemetryTable.Spans, int rows = 1, DateOnly? day = null, int bytes = 16) =>
        new(table, day ?? Day, rows, Payload(id, bytes));

    public static byte[] Payload(int id, int bytes = 16)
    {
        var payload = new byte[bytes];
        for (var i = 0; i < bytes; i++)
        {
            payload[i] = (byte)(id + (i * 31));
        }
        BitConverter.TryWriteBytes(payload, id);
        return payload;
    }

    public static int IdOf(byte[] payload) => BitConverter.ToInt32(payload);
}
