using Google.Protobuf;
using Observe.Collector.Decode;
using Observe.Collector.Proto.Metrics;
using Observe.Collector.Tests.Fakes;
using Observe.Redaction;
using Observe.Storage;
using Observe.Storage.Write;
using Observe.Testing.Rows;

namespace Observe.Collector.Tests.Decode;

/// <summary>What <see cref="DifferentialTests"/> cannot ask: bytes that protoc's classes never write, and rules by name.</summary>
public sealed class MetricDecoderTests
{
    private static readonly long Now = (long)SomeOtlp.Now;
    private static readonly long Day = 86_400L * UnixTime.NanosecondsPerSecond;
    private static readonly Redactor NoRedaction = new(new RedactionOptions { Enabled = false });

    [Fact]
    public void Decode_NoRecordedValue_IsKeptWithoutAValue()
    {
        var columns = Decode(SomeOtlp.Metrics(SomeOtlp.Gauge(new NumberDataPoint { TimeUnixNano = SomeOtlp.Now, Flags = 1 })).ToByteArray());

        Assert.Equal((1u, (byte)0, 0d, 0L), (columns["flags"][0], columns["value_type"][0], columns["value"][0], columns["value_int"][0]));
    }

    [Fact]
    public void Decode_Integer_StandsExactlyAndAsADouble()
    {
        var columns = Decode(SomeOtlp.Metrics(SomeOtlp.Gauge(SomeOtlp.Point(point => point.AsInt = long.MaxValue))).ToByteArray());

        Assert.Equal(((byte)2, (double)long.MaxValue, long.MaxValue), (columns["value_type"][0], columns["value"][0], columns["value_int"][0]));
    }

    [Fact]
    public void Decode_BucketsOneByOne_AreThoseThatCameTogether()
    {
        var point = new HistogramDataPoint { TimeUnixNano = SomeOtlp.Now, BucketCounts = { 1, 2 }, ExplicitBounds = { 5 } };
        var together = Metric(9, point.ToByteArray());
        var single = Metric(9, [
            .. new HistogramDataPoint { TimeUnixNano = SomeOtlp.Now }.ToByteArray(),
            0x31, 1, 0, 0, 0, 0, 0, 0, 0, 0x31, 2, 0, 0, 0, 0, 0, 0, 0, 0x39, .. BitConverter.GetBytes(5d)]);

        var columns = Decode(together);

        Assert.Equal([1ul, 2ul], (object[])columns["bucket_counts"][0]);
        Assert.Equal(columns["bucket_counts"][0], Decode(single)["bucket_counts"][0]);
        Assert.Equal([5d], (object[])Decode(single)["explicit_bounds"][0]);
    }

    [Fact]
    public void Decode_ExponentialBucketsOneByOne_AreThoseThatCameTogether()
    {
        byte[] time = new ExponentialHistogramDataPoint { TimeUnixNano = SomeOtlp.Now }.ToByteArray();

        var columns = Decode(Metric(10, [.. time, 0x42, 8, 0x08, 0x03, 0x10, 7, 0x12, 2, 8, 9]));

        Assert.Equal(-2, columns["positive_offset"][0]);
        Assert.Equal([7ul, 8ul, 9ul], (object[])columns["positive_counts"][0]);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(13)]
    public void Decode_UnknownKind_IsIgnored(int field) =>
        Assert.Empty(Decode(Metric(field, SomeOtlp.Point().ToByteArray())));

    [Fact]
    public void Decode_InvalidUtf8_IsRepairedAndWarnedOf()
    {
        byte[] point = [.. SomeOtlp.Point().ToByteArray(), 0x3a, 8, 0x0a, 1, (byte)'k', 0x12, 3, 0x0a, 1, 0xff];

        var columns = Decode(Metric(5, point), out var warning);

        var pair = Assert.Single((KeyValuePair<string, object>[])columns["attr_string"][0]);
        Assert.Equal("\u00ef\u00bf\u00bd", pair.Value);
        Assert.Contains("UTF-8", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_MoreAttributesThanAreKept_CountsThoseLeftOut()
    {
        var columns = Decode(SomeOtlp.Metrics(SomeOtlp.Gauge(SomeOtlp.Point(point => point.Attributes.Add(
            Enumerable.Range(0, DecodeLimits.MaxAttributes + 7).Select(i => SomeOtlp.Pair($"k{i}", SomeOtlp.Text(""))))))).ToByteArray());

        Assert.Equal(7u, columns["dropped_attributes"][0]);
    }

    /// <summary>A request with one metric that has this point in the field of its kind.</summary>
    private static byte[] Metric(int field, byte[] point) =>
        Nested(1, Nested(2, Nested(2, [.. Nested(1, "m"u8.ToArray()), .. Nested(field, Nested(1, point))])));

    private static byte[] Nested(int field, byte[] message)
    {
        Assert.InRange(message.Length, 0, 127);
        return [(byte)((field << 3) | 2), (byte)message.Length, .. message];
    }

    private static Dictionary<string, object[]> Decode(byte[] body) => Decode(body, out _);

    private static Dictionary<string, object[]> Decode(byte[] body, out string warning)
    {
        using var result = new OtlpDecoder(NoRedaction).Decode(OtlpSignal.Metrics, OtlpEncoding.Protobuf, body, new TimeWindow(Now, Now - Day, Now + Day));
        Assert.Null(result.Error);
        warning = result.Warning;
        return BlockRows.Columns(result.Blocks, TelemetryTable.Metrics);
    }
}
