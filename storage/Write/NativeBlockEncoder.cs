namespace Observe.Storage.Write;

/// <summary>Turns the rows of one request into blocks, one for each table and UTC day; resources are written with them.</summary>
public static class NativeBlockEncoder
{
    public static IReadOnlyList<NativeBlock> Encode(TelemetryRows rows) => throw new NotImplementedException(); // filled in by storage
}
