using System.Runtime.InteropServices;

namespace Observe.Storage.Engine;

/// <summary>The answer of one statement. The bytes stay in the engine's memory until it is disposed.</summary>
internal sealed unsafe class ChdbResult : SafeHandle
{
    public ChdbResult(nint result)
        : base(0, ownsHandle: true) => SetHandle(result);

    public override bool IsInvalid => handle == 0;

    public byte* Buffer => Libchdb.ResultBuffer(handle);

    public long Length => (long)Libchdb.ResultLength(handle);

    public long RowsRead => IsInvalid ? 0 : (long)Libchdb.StorageRowsRead(handle);

    public long BytesRead => IsInvalid ? 0 : (long)Libchdb.StorageBytesRead(handle);

    public long RowsWritten => IsInvalid ? 0 : (long)Libchdb.RowsWritten(handle);

    /// <summary>Null when the statement succeeded.</summary>
    public string? Error => IsInvalid
        ? "The engine gave no result."
        : Marshal.PtrToStringUTF8((nint)Libchdb.ResultError(handle));

    protected override bool ReleaseHandle()
    {
        Libchdb.DestroyResult(handle);
        return true;
    }
}
