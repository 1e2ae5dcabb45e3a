using Bunit;
using Observe.Storage.Config;
using Observe.UI.Components.Pages.Traces;

namespace Observe.UI.Tests.Pages.Traces;

public sealed class TraceImportTests : ExplorerContext
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public void Import_AsAViewer_IsNotOffered()
    {
        Somebody.Role = AccountRole.Viewer;

        Assert.Empty(Render<TraceImport>().FindAll("input"));
    }

    [Fact]
    public void Begin_FileWithALongName_SaysWhatItImports()
    {
        var import = Render<TraceImport>();

        import.InvokeAsync(() => import.Instance.Begin(new string('x', 300), isFirst: true));

        Assert.Equal("Importing " + new string('x', 100) + "…", import.Find("[role=status]").TextContent);
    }

    [Fact]
    public void End_AllSpansTaken_OpensTheTrace()
    {
        var import = Render<TraceImport>();

        import.InvokeAsync(() => End(import.Instance, imported: 3, trace: Trace));

        Assert.Equal($"/trace/{Trace}", PathAndQuery);
    }

    [Fact]
    public void End_SomeSpansRefused_StaysAndSaysWhy()
    {
        var before = PathAndQuery;
        var import = Render<TraceImport>();

        import.InvokeAsync(() => End(import.Instance, imported: 3, refused: 2, why: "2 are <older>", trace: Trace));

        Assert.Equal(before, PathAndQuery);
        Assert.Equal("3 spans imported, 2 refused: 2 are <older>", import.Find("[role=status]").TextContent);
        Assert.Equal($"/trace/{Trace}", import.Find("a").GetAttribute("href"));
    }

    [Theory]
    [InlineData("This is no OTLP/JSON. At byte 7.", 0, "night.json was not imported. This is no OTLP/JSON. At byte 7.")]
    [InlineData("", 0, "night.json was not imported. There are no spans in it. An import takes OTLP/JSON, as the download of a trace gives it.")]
    public void End_NothingImported_SaysWhatAndWhy(string problem, int imported, string said)
    {
        var import = Render<TraceImport>();

        import.InvokeAsync(() => End(import.Instance, problem, imported, trace: Trace));

        Assert.Equal(said, import.Find("[role=alert]").TextContent);
        Assert.Empty(import.FindAll("a"));
    }

    /// <summary>What the script says is looked at like anything that comes from a browser.</summary>
    [Fact]
    public void End_TraceThatIsNoId_LeadsNowhere()
    {
        var before = PathAndQuery;
        var import = Render<TraceImport>();

        import.InvokeAsync(() => End(import.Instance, imported: 3, trace: "../settings"));

        Assert.Equal(before, PathAndQuery);
        Assert.Empty(import.FindAll("a"));
    }

    /// <summary>What is said is of all the files that were chosen together, and of each problem its own file.</summary>
    [Fact]
    public void End_ManyFiles_StaysAndLinksEachTrace()
    {
        var other = new string('b', 32);
        var before = PathAndQuery;
        var import = Render<TraceImport>();

        import.InvokeAsync(() =>
        {
            End(import.Instance, imported: 3, trace: Trace, isLast: false);
            Assert.Empty(import.FindAll("a"));
            End(import.Instance, "This is no OTLP/JSON.", trace: "", isFirst: false, isLast: false, file: "noon.json");
            End(import.Instance, imported: 4, trace: other, isFirst: false);
        });

        Assert.Equal(before, PathAndQuery);
        Assert.Equal("7 spans imported", import.Find("[role=status]").TextContent);
        Assert.Equal("noon.json was not imported. This is no OTLP/JSON.", import.Find("[role=alert]").TextContent);
        Assert.Equal([$"/trace/{Trace} Open {Trace[..8]}", $"/trace/{other} Open bbbbbbbb"], import.FindAll("a").Select(link => $"{link.GetAttribute("href")} {link.TextContent}"));
    }

    [Fact]
    public void End_ManyProblems_TellsTheFirstAndCountsTheOthers()
    {
        var import = Render<TraceImport>();

        import.InvokeAsync(() =>
        {
            for (var number = 0; number < 12; number++)
            {
                End(import.Instance, "No.", isFirst: number == 0, isLast: number == 11);
            }
        });

        Assert.Equal(5, import.FindAll("[role=alert]").Count);
        Assert.Contains("7 more were not imported.", import.Markup, StringComparison.Ordinal);
    }

    private static void End(
        TraceImport import, string problem = "", int imported = 0, int refused = 0, string why = "", string trace = "", bool isFirst = true, bool isLast = true, string file = "night.json")
    {
        import.Begin(file, isFirst);
        import.End(problem, imported, refused, why, trace, isLast);
    }
}
