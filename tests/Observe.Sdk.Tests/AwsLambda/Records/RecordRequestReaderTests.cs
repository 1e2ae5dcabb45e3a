using System.Text;
using Observe.Sdk.AwsLambda.Records;

namespace Observe.Sdk.Tests.AwsLambda.Records;

public sealed class RecordRequestReaderTests
{
    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: sandbox\r\ncontent-length: 3\r\n\r\n[1]", "[1]")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[1\r\n1;x=y\r\n]\r\n0\r\n\r\n", "[1]")]
    [InlineData("POST / HTTP/1.1\r\n\r\n", "")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", null)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 4194305\r\n\r\n", null)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", null)]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n", null)]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n[1]", null)]
    [InlineData("", null)]
    public async Task ReadAsync_OneRequest_GivesItsBody(string request, string? body)
    {
        var read = await new RecordRequestReader(new ByteByByte(request)).ReadAsync(CancellationToken.None);

        Assert.Equal(body, read is null ? null : Encoding.UTF8.GetString(read));
    }

    [Fact]
    public async Task ReadAsync_LineWithoutEnd_GivesUp() =>
        Assert.Null(await new RecordRequestReader(new MemoryStream(Encoding.ASCII.GetBytes("POST " + new string('x', 100_000)))).ReadAsync(CancellationToken.None));

    [Fact]
    public async Task ReadAsync_TwoOnAConnection_GivesOneAfterTheOther()
    {
        var one = "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n";
        var reader = new RecordRequestReader(new MemoryStream(Encoding.ASCII.GetBytes($"{one}[1]{one}[2]")));

        Assert.Equal("[1]"u8.ToArray(), await reader.ReadAsync(CancellationToken.None));
        Assert.Equal("[2]"u8.ToArray(), await reader.ReadAsync(CancellationToken.None));
        Assert.Null(await reader.ReadAsync(CancellationToken.None));
    }

    /// <summary>As bad as a network can be.</summary>
    private sealed class ByteByByte(string text) : MemoryStream(Encoding.ASCII.GetBytes(text))
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
