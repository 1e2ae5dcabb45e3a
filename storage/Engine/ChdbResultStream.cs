namespace Observe.Storage.Engine;

/// <summary>Reads a result without copying it out of the engine; disposing the stream frees the result.</summary>
internal sealed unsafe class ChdbResultStream(ChdbResult result) : UnmanagedMemoryStream(result.Buffer, result.Length)
{
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            result.Dispose();
        }
    }
}
