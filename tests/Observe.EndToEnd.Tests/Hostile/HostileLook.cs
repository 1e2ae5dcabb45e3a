using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Observe.EndToEnd.Tests.Hostile;

/// <summary>A page on which somebody else's text is text only, and what is found on it that contradicts that.</summary>
internal sealed partial class HostileLook(IPage page, HostileTelemetry telemetry)
{
    /// <summary>Elements that no page of ours has, so that a string has made them.</summary>
    private const string Made =
        "script:not([src]), iframe, object, embed, link:not([rel=stylesheet], [rel=icon], [rel=preload], [rel=modulepreload]), meta[http-equiv], marquee, math, video, "
        + "plaintext, xmp, template, animate, [onerror], [onload], [onclick], [onmouseover], [onfocus], [onbegin], [ontoggle], [srcdoc], "
        + "[href^='javascript:' i], [src^='javascript:' i], [href^='vbscript:' i], [href^='data:' i], [href*='evil.invalid']:not([href^='/']), [src*='evil.invalid'], form[action*='evil']";

    private readonly HashSet<int> _seen = [];
    private readonly HashSet<string> _complaints = [];

    public IPage Page => page;

    /// <summary>The numbers of the strings that were shown, whole and as they were sent.</summary>
    public IReadOnlyCollection<int> Seen => _seen;

    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Before the first page is opened.</summary>
    public Task WatchAsync(Uri address)
    {
        page.Dialog += (_, dialog) =>
        {
            _complaints.Add($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add($"{page.Url}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _complaints.Add($"{page.Url}: {error}");
        page.Request += (_, request) =>
        {
            if (new Uri(request.Url).Authority != address.Authority && !request.Url.StartsWith("data:image/", StringComparison.Ordinal))
            {
                _complaints.Add($"asked for {request.Url}");
            }
        };
        return page.AddInitScriptAsync("""
            window.bad = [];
            window.hit = (mark) => window.bad.push(`ran: ${mark}`);
            document.addEventListener('securitypolicyviolation', (event) => window.bad.push(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
            """);
    }

    /// <summary>Comes back when the page's circuit has drawn what it loads.</summary>
    public async Task GoAsync(string path)
    {
        await page.GotoAsync(path);
        await page.WaitForFunctionAsync("() => document.documentElement.dataset.connected !== undefined && !document.querySelector('.skeleton, .sk') && document.querySelector('main > *')");
    }

    /// <summary>At both widths: no wider than the screen, rows as high as rows are, no element that only a string could have made, and each string whole.</summary>
    public async Task AtAsync(string what)
    {
        foreach (var width in new[] { 400, 1440 })
        {
            await page.SetViewportSizeAsync(width, 1_600);
            var found = JsonSerializer.Deserialize<JsonElement>(await page.EvaluateAsync<string>(
                """
                async ([width, made]) => {
                  do await new Promise(requestAnimationFrame); while (innerWidth !== width);
                  for (const chart of document.querySelectorAll('canvas')) { // what stands in the box of a chart is the chart's own HTML
                    const at = chart.getBoundingClientRect();
                    chart.dispatchEvent(new MouseEvent('mousemove', { bubbles: true, clientX: at.right - 30, clientY: at.top + 30 }));
                  }
                  if (document.documentElement.scrollWidth > width) await new Promise(requestAnimationFrame); // a chart follows its box
                  const rows = ['.wr', 'a.tr', '.lr', '.cr'].map((kind) => [kind,
                    ...new Set([...document.querySelectorAll(kind)].filter((row) => row.offsetHeight > 0 && !row.classList.contains('axis')).map((row) => row.offsetHeight))]);
                  return JSON.stringify({ width: document.documentElement.scrollWidth, rows, bad: window.bad.splice(0),
                    made: [...document.querySelectorAll(made)].map((item) => item.outerHTML.slice(0, 120)),
                    text: width > 1000 ? [document.body.textContent, ...[...document.querySelectorAll('[title]')].map((item) => item.title)].join('\u0001') : '' });
                }
                """, new object[] { width, Made }));
            Judge($"{what} at {width}", width, found);
        }
    }

    private void Judge(string at, int width, JsonElement found)
    {
        if (found.GetProperty("width").GetInt32() > width)
        {
            _complaints.Add($"{at}: {found.GetProperty("width")} px wide");
        }
        foreach (var rows in found.GetProperty("rows").EnumerateArray().Where(rows => rows.GetArrayLength() > 2))
        {
            _complaints.Add($"{at}: rows of more than one height: {rows}");
        }
        _complaints.UnionWith(found.GetProperty("bad").EnumerateArray().Concat(found.GetProperty("made").EnumerateArray()).Select(item => $"{at}: {item}"));
        var text = found.GetProperty("text").GetString()!;
        HashSet<int> other = [];
        foreach (Match match in Mark().Matches(text))
        {
            var number = int.Parse(match.ValueSpan[1..^1], System.Globalization.CultureInfo.InvariantCulture);
            var sent = HostileStrings.Of(number);
            var start = match.Index - sent.IndexOf(match.Value, StringComparison.Ordinal);
            if (start >= 0 && string.CompareOrdinal(text, start, sent, 0, sent.Length) == 0)
            {
                _seen.Add(number);
            }
            else if (telemetry.IsShownAsSent(number))
            {
                other.Add(number);
            }
        }
        _complaints.UnionWith(other.Except(_seen).Select(number =>
            $"{at}: not as it was sent: {Start(HostileStrings.Of(number), 0)} but {Start(text, text.IndexOf(HostileStrings.Mark(number), StringComparison.Ordinal) - 40)}"));
    }

    private static string Start(string text, int from) => JsonSerializer.Serialize(text.Substring(Math.Max(0, from), Math.Min(90, text.Length - Math.Max(0, from))));

    [GeneratedRegex(@"h\d{5}z")]
    private static partial Regex Mark();
}
