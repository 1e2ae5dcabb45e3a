using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Observe.Server.Security;

/// <summary>A page that is drawn without the UI: it must work for people whom the UI does not know yet. All text is escaped here.</summary>
public sealed class SmallForm(string title, string action, string message)
{
    private readonly StringBuilder _body = new();
    private string _onward = "";

    public SmallForm WithText(string text) => Add($"<span>{Encode(text)}</span>");

    /// <summary>Shown as it is, to be copied.</summary>
    public SmallForm WithSecret(string label, string secret) => Add($"<label>{Encode(label)} <code>{Encode(secret)}</code></label>");

    public SmallForm WithHidden(string name, string value) => Add($"<input type=\"hidden\" name=\"{Encode(name)}\" value=\"{Encode(value)}\">");

    public SmallForm WithField(string label, string name, string autocomplete, bool isSecret = false, string value = "", bool isReadOnly = false) => Add(
        $"<label>{Encode(label)} <input name=\"{Encode(name)}\" type=\"{(isSecret ? "password" : "text")}\" autocomplete=\"{Encode(autocomplete)}\""
        + $" value=\"{Encode(value)}\"{(isReadOnly ? " readonly" : " required")}></label>");

    public SmallForm WithButton(string text) => Add($"<button>{Encode(text)}</button>");

    /// <summary>Another way than the fields above it.</summary>
    public SmallForm WithChoice(string text, string path) => Add($"<a class=\"choice\" href=\"{Encode(path)}\">{Encode(text)}</a>");

    /// <summary>The browser goes on by itself. Not by the answer to the form, which must stay on this site (form-action).</summary>
    public SmallForm GoingOnTo(Uri address)
    {
        _onward = $"<meta http-equiv=\"refresh\" content=\"0;url={Encode(address.AbsoluteUri)}\">";
        return this;
    }

    public SmallForm WithLink(string text, string path) => Add($"<a href=\"{Encode(path)}\">{Encode(text)}</a>");

    public ContentHttpResult Answer(HttpContext context, IAntiforgery antiforgery, int status)
    {
        var token = antiforgery.GetAndStoreTokens(context);
        WithHidden(token.FormFieldName, token.RequestToken ?? "");
        return TypedResults.Content(Html(), "text/html; charset=utf-8", statusCode: status);
    }

    private SmallForm Add(string html)
    {
        _body.Append("    ").Append(html).Append('\n');
        return this;
    }

    private string Html() =>
        $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          {{_onward}}
          <title>{{Encode(title)}} - Observe</title>
          <style>
            :root { color-scheme: light dark; background: Canvas; color: CanvasText; }
            body { font: 15px/1.5 system-ui, sans-serif; min-height: 100vh; margin: 0; display: grid; place-items: center; }
            form { width: min(22rem, calc(100vw - 2rem)); display: grid; gap: .75rem; }
            h1 { font-size: 1.25rem; margin: 0; }
            label { display: grid; gap: .25rem; }
            input, button { font: inherit; padding: .5rem .6rem; border-radius: 6px; border: 1px solid #8888; }
            code { padding: .5rem .6rem; border-radius: 6px; border: 1px solid #8888; overflow-wrap: anywhere; user-select: all; }
            button { cursor: pointer; }
            .choice { padding: .5rem .6rem; border-radius: 6px; border: 1px solid #8888; color: inherit; text-align: center; text-decoration: none; }
            p { margin: 0; color: light-dark(#b42318, #ff8a80); }
            p:empty { display: none; }
          </style>
        </head>
        <body>
          <main>
          <form method="post" action="{{Encode(action)}}">
            <h1>{{Encode(title)}}</h1>
            <p role="alert">{{Encode(message)}}</p>
        {{_body}}  </form>
          </main>
        </body>
        </html>
        """;

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
