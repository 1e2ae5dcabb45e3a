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
/// A body in memory, decompressed. It lies in pooled pieces until its end has come, so that it grows with what really arrives and no
/// further than the limit: no number in the request sizes it, and nothing is copied of a body that is refused.
/// </summary>
/// <param name="maxBytes">After decompression.</param>
/// <param name="reservation">Grows with the body.</param>
internal sealed class RequestBody(int maxBytes, InFlightBudget.Reservation reservation) : IDisposable
{
    private const int FirstBytes = 16 * 1024;
    private const int LargestBytes = 1024 * 1024;

    private readonly List<byte[]> _full = [];
    private byte[] _last = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _inLast;
    private int _length;

    /// <summary>The whole body, once it is read.</summary>
    public ReadOnlyMemory<byte> Bytes => _last.AsMemory(0, _length);

    public async Task<BodyOutcome> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            BodyOutcome? end;
            do
            {
                end = Took(await body.ReadAsync(Room(), cancellationToken));
            }
            while (end is null);
            return end.Value;
        }
        catch (Exception exception) when (OutcomeOf(exception) is not null)
        {
            return OutcomeOf(exception)!.Value;
        }
    }

    /// <summary>For gRPC, whose messages are decompressed where nothing can be awaited: all their bytes are there already.</summary>
    public BodyOutcome Read(Stream body)
    {
        try
        {
            BodyOutcome? end;
            do
            {
                end = Took(body.Read(Room().Span));
            }
            while (end is null);
            return end.Value;
        }
        catch (Exception exception) when (OutcomeOf(exception) is not null)
        {
            return OutcomeOf(exception)!.Value;
        }
    }

    public void Dispose()
    {
        foreach (var piece in _full)
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
        _full.Clear();
        ArrayPool<byte>.Shared.Return(_last);
        _last = [];
        _length = 0;
    }

    /// <summary>Where the next bytes go; never empty.</summary>
    private Memory<byte> Room()
    {
        if (_inLast == _last.Length)
        {
            _full.Add(_last);
            _last = ArrayPool<byte>.Shared.Rent(Math.Min(_last.Length * 2, LargestBytes));
            _inLast = 0;
        }
        return _last.AsMemory(_inLast);
    }

    /// <summary>So many bytes more have come, none at the end; null to go on.</summary>
    private BodyOutcome? Took(int count)
    {
        if (count == 0)
        {
            Join();
            return BodyOutcome.Read;
        }
        _inLast += count;
        _length += count;
        if (_length > maxBytes)
        {
            return BodyOutcome.TooLarge;
        }
        return reservation.TryGrow(count) ? null : BodyOutcome.NoRoom;
    }

    /// <summary>Decoders want one piece; most bodies are.</summary>
    private void Join()
    {
        if (_full.Count == 0)
        {
            return;
        }
        var whole = ArrayPool<byte>.Shared.Rent(_length);
        var at = 0;
        foreach (var piece in _full)
        {
            piece.CopyTo(whole, at);
            at += piece.Length;
            ArrayPool<byte>.Shared.Return(piece);
        }
        _full.Clear();
        _last.AsSpan(0, _inLast).CopyTo(whole.AsSpan(at));
        ArrayPool<byte>.Shared.Return(_last);
        _last = whole;
    }

    private static BodyOutcome? OutcomeOf(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => BodyOutcome.TooLarge,
        _ when RequestDecompression.IsCorruption(exception) => BodyOutcome.Corrupt,
        // Kestrel's word for a chunk length that no number holds; a sender that went away is another matter.
        IOException and not (BadHttpRequestException or ConnectionResetException) => BodyOutcome.Corrupt,
        _ => null,
    };
}
