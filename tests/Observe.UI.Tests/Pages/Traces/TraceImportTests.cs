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

        import.InvokeAsync(() => import.Instance.Begin(new string('x', 300)));

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

        import.InvokeAsync(() => import.Instance.Begin("night.json"));
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

    private static void End(TraceImport import, string problem = "", int imported = 0, int refused = 0, string why = "", string trace = "") =>
        import.End(problem, imported, refused, why, trace);
}
