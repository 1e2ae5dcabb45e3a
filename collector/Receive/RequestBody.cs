using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Observe.Collector.Receive;

/// <summary>How the reading of a body ended.</summary>
internal enum BodyOutcome
{
    Read,
    TooLarge,
    Corrupt,
    NoRoom,
}

/// <summary>
/// A body in memory, decompressed. It grows with what really arrives; no number in the request sizes it.
/// </summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstBytes = 16 * 1024;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _length;

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <param name="reservation">Grows with the body.</param>
    public async Task<BodyOutcome> ReadAsync(
        Stream body, int maxBytes, InFlightBudget.Reservation reservation, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var count = await body.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
                if (count == 0)
                {
                    return BodyOutcome.Read;
                }
                _length += count;
                if (_length > maxBytes)
                {
                    return BodyOutcome.TooLarge;
                }
                if (!reservation.TryGrow(count))
                {
                    return BodyOutcome.NoRoom;
                }
                if (_length == _buffer.Length)
                {
                    Grow();
                }
            }
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return BodyOutcome.TooLarge;
        }
        catch (Exception exception) when (RequestDecompression.IsCorruption(exception) || IsBrokenChunk(exception))
        {
            return BodyOutcome.Corrupt;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    /// <summary>Kestrel's word for a chunk length that no number holds; a sender that went away is another matter.</summary>
    private static bool IsBrokenChunk(Exception exception) =>
        exception is IOException and not (BadHttpRequestException or ConnectionResetException);

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        Bytes.Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
