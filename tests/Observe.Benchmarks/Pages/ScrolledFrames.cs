using System.Text.Json;
using Microsoft.Playwright;

namespace Observe.Benchmarks.Pages;

/// <summary>What a browser painted while a list was scrolled: a frame counts only with every row in sight drawn.</summary>
/// <param name="PerSecond">All frames.</param>
/// <param name="Whole">The share of them that counts.</param>
internal sealed record ScrolledFrames(double PerSecond, double Whole)
{
    /// <summary>Scrolls from within the page, as many pixels a second as somebody who skims, and looks at each frame before it is drawn.</summary>
    private const string Scroll = """
        async ([speed, seconds]) => {
          const rows = document.querySelector('.rows');
          const height = 28;
          let frames = 0, whole = 0, last = performance.now();
          const end = last + seconds * 1000;
          while (last < end) {
            const now = await new Promise(requestAnimationFrame);
            window.scrollBy(0, speed * (now - last) / 1000);
            last = now;
            const box = rows.getBoundingClientRect();
            const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
            let covered = 0;
            for (const row of rows.querySelectorAll('.wr')) {
              const at = row.getBoundingClientRect();
              covered += Math.max(0, Math.min(at.bottom, bottom) - Math.max(at.top, top));
            }
            frames++;
            if (covered >= bottom - top - height / 2) { whole++; }
          }
          return { perSecond: frames / seconds, whole: whole / frames };
        }
        """;

    public static async Task<ScrolledFrames> MeasureAsync(IPage page, int pixelsPerSecond, int seconds)
    {
        var measured = await page.EvaluateAsync<JsonElement>(Scroll, new[] { pixelsPerSecond, seconds });
        return new ScrolledFrames(measured.GetProperty("perSecond").GetDouble(), measured.GetProperty("whole").GetDouble());
    }
}
