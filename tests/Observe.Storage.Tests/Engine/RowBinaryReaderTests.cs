using System.Text;
using Observe.Storage.Engine;

namespace Observe.Storage.Tests.Engine;

public sealed class RowBinaryReaderTests
{
    [Fact]
    public void Text_TheSameAgain_IsTheSameObject()
    {
        using var reader = Over([3, (byte)'a', (byte)'b', (byte)'c', 3, (byte)'a', (byte)'b', (byte)'c']);

        var first = reader.Text();

        Assert.Equal("abc", first);
        Assert.Same(first, reader.Text());
        Assert.False(reader.HasMore);
    }

    [Fact]
    public void Text_LongerThanTheBuffer_IsWhole()
    {
        var text = string.Concat(Enumerable.Repeat("sträßchen ", 40_000));
        using var written = new MemoryStream();
        using var writer = new BinaryWriter(written, Encoding.UTF8);
        writer.Write(text);
        writer.Write(text);
        writer.Write(42L);
        written.Position = 0;
        using var reader = new RowBinaryReader(written);

        Assert.Equal(text, reader.Text());
        Assert.Equal(text, reader.Text());
        Assert.Equal(42, reader.Int64());
    }

    [Fact]
    public void Text_BytesThatAreNoUtf8_AreReplaced()
    {
        using var reader = Over([2, 0xFF, (byte)'a']);

        Assert.Equal("\uFFFDa", reader.Text());
    }

    [Theory]
    [InlineData(new byte[] { 5, (byte)'a' })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 })]
    public void Text_AnswerEndsInIt_IsRefused(byte[] answer)
    {
        using var reader = Over(answer);

        Assert.Throws<InvalidDataException>(reader.Text);
    }

    private static RowBinaryReader Over(byte[] answer) => new(new MemoryStream(answer));
}
