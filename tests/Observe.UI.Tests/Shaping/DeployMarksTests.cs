using System.Text.Json;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public sealed class DeployMarksTests
{
    private const long Minute = 60_000_000_000;

    [Fact]
    public void In_OneThereFromTheStartAndOneNew_IsTheNewOne()
    {
        var detail = Detail(("2", (2 * Minute) + 17), ("1", Minute + 5));

        Assert.Equal("2", Assert.Single(DeployMarks.In(detail)).Version);
        Assert.Equal(((2 * Minute) + 17, null, null), (DeployMarks.Since(detail, "2"), DeployMarks.Since(detail, "1"), DeployMarks.Since(detail, "")));
        Assert.Contains("\"name\":\"v2\"", JsonSerializer.Serialize(DeployMarks.Option(detail), JsonSerializerOptions.Web), StringComparison.Ordinal);
    }

    [Fact]
    public void Option_NoneNew_IsNone() => Assert.Null(DeployMarks.Option(Detail(("1", Minute))));

    /// <summary>Nothing in the first minute, invocations in the other two.</summary>
    private static FunctionDetail Detail(params (string Version, long First)[] versions) => new()
    {
        Total = FunctionFigures.None,
        Series = [.. Enumerable.Range(0, 3).Select(minute => new FunctionPeriod(minute * Minute, Minute, FunctionFigures.None with { Invocations = minute }))],
        Versions = [.. versions.Select(item => new VersionFigures(item.Version, item.First, FunctionFigures.None))],
        Scanned = new Scanned(new TimeRange(0, 3 * Minute), true, TimeSpan.Zero),
    };
}
