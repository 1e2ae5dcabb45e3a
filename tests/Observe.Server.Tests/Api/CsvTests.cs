using Observe.Server.Api;

namespace Observe.Server.Tests.Api;

public sealed class CsvTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData(" =1", "\"' =1\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("＝1", "\"'＝1\"")]
    [InlineData("2026-11-26T00:00:00Z", "2026-11-26T00:00:00Z")]
    public void Cell_Text_IsNoFormulaAndOneCell(string text, string expected) => Assert.Equal(expected, Csv.Cell(text));
}
