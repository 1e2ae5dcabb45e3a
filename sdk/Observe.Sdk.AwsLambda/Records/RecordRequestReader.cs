using System.Globalization;
using System.Text;

namespace Observe.Sdk.AwsLambda.Records;

/// <summary>
/// Reads the bodies of HTTP/1.1 requests off one connection: as much of the protocol as Lambda's own client speaks. A web server of the framework would cost a
/// cold start more than all else of the SDK.
/// </summary>
internal sealed class RecordRequestReader(Stream stream)
{
    private const int LongestLine = 8_192;
    private const int MostHeaders = 100;

    /// <summary>Bytes; Lambda gathers at most 1 MiB, and a record more.</summary>
    private const int LargestBody = 4 << 20;

    private readonly byte[] _buffer = new byte[LongestLine];
    private int _start;
    private int _end;

    /// <returns>The body; null at the end of the connection, or when what comes is no such request.</returns>
    public async Task<byte[]?> ReadAsync(CancellationToken cancellation)
    {
        if (await ReadLineAsync(cancellation).ConfigureAwait(false) is not { } request || !request.StartsWith("POST ", StringComparison.Ordinal))
        {
            return null;
        }
        var (length, isChunked) = (0, false);
        for (var header = 0; header < MostHeaders; header++)
        {
            switch (await ReadLineAsync(cancellation).ConfigureAwait(false))
            {
                case null:
                    return null;
                case "":
                    return isChunked
                        ? await ReadChunksAsync(cancellation).ConfigureAwait(false)
                        : await ReadBytesAsync(length, cancellation).ConfigureAwait(false);
                case var line when Value(line, "content-length") is { } value:
                    if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > LargestBody)
                    {
                        return null;
                    }
                    break;
                case var line when Value(line, "transfer-encoding") is { } value:
                    isChunked = value.Equals("chunked", StringComparison.OrdinalIgnoreCase);
                    break;
            }
        }
        return null;
    }

    private static string? Value(string line, string header) =>
        line.Length > header.Length && line[header.Length] == ':' && line.StartsWith(header, StringComparison.OrdinalIgnoreCase)
            ? line[(header.Length + 1)..].Trim()
            : null;

    private async Task<byte[]?> ReadChunksAsync(CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        while (await ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            if (!int.TryParse(line.Split(';')[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size)
                || size < 0 || size > LargestBody - body.Length
                || await ReadBytesAsync(size, cancellation).ConfigureAwait(false) is not { } chunk
                || await ReadLineAsync(cancellation).ConfigureAwait(false) is not "")
            {
                return null;
            }
            if (size == 0)
            {
                return body.ToArray();
            }
            body.Write(chunk);
        }
        return null;
    }

    private async Task<byte[]?> ReadBytesAsync(int count, CancellationToken cancellation)
    {
        var bytes = new byte[count];
        var read = Math.Min(count, _end - _start);
        _buffer.AsSpan(_start, read).CopyTo(bytes);
        _start += read;
        while (read < count)
        {
            var more = await stream.ReadAsync(bytes.AsMemory(read), cancellation).ConfigureAwait(false);
            if (more == 0)
            {
                return null;
            }
            read += more;
        }
        return bytes;
    }

    /// <summary>Without its end; null when there is no whole line.</summary>
    private async Task<string?> ReadLineAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = Encoding.ASCII.GetString(_buffer, _start, length).TrimEnd('\r');
                _start += length + 1;
                return line;
            }
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            var read = _end == _buffer.Length ? 0 : await stream.ReadAsync(_buffer.AsMemory(_end), cancellation).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }
            _end += read;
        }
    }
}
