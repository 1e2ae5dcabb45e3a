using System.Diagnostics;
using System.Reflection;
using Microsoft.Playwright;

namespace Observe.UI.Tests.Browser;

/// <summary>Looks with axe-core for what keeps people out of a page. Its script is fetched once, with npm.</summary>
internal static class AxeCore
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly Lazy<Task<string>> Script = new(FetchAsync);

    private static string Folder => typeof(AxeCore).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "AxeFolder").Value!;

    /// <summary>What is serious or critical on the page as it is now, a line an element: the rule, the element, what is wrong with it.</summary>
    /// <param name="onlyColours">For a page that was looked at already, in other colours.</param>
    public static async Task<IReadOnlyList<string>> BarriersAsync(IPage page, bool onlyColours = false)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
        {
            await page.EvaluateAsync(await Script.Value);
        }
        return await page.EvaluateAsync<string[]>("""
            async (only) => (await axe.run(document, { resultTypes: ['violations'], ...(only && { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }) })).violations
              .filter((rule) => rule.impact === 'serious' || rule.impact === 'critical')
              .flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} ${node.html.slice(0, 200)}: `
                + [...node.any, ...node.all, ...node.none].map((check) => check.message).join('; ')))
            """, onlyColours);
    }

    private static async Task<string> FetchAsync()
    {
        var script = Path.Combine(Folder, "node_modules", "axe-core", "axe.min.js");
        if (!File.Exists(script))
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]) { WorkingDirectory = Folder })!;
            using var limit = new CancellationTokenSource(Limit);
            await npm.WaitForExitAsync(limit.Token);
            Assert.Equal(0, npm.ExitCode);
        }
        return await File.ReadAllTextAsync(script);
    }
}
