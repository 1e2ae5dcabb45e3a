using System.Text.Encodings.Web;

namespace Observe.Server.Security;

/// <summary>The one page that is drawn without the UI: it must work for people whom the UI does not know yet.</summary>
public static class SignInForm
{
    public static string Html(string tokenField, string token, string returnUrl, string message) =>
        $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Sign in - Observe</title>
          <style>
            :root { color-scheme: light dark; }
            body { font: 15px/1.5 system-ui, sans-serif; min-height: 100vh; margin: 0; display: grid; place-items: center; }
            form { width: 18rem; display: grid; gap: .75rem; }
            h1 { font-size: 1.25rem; margin: 0; }
            label { display: grid; gap: .25rem; }
            input, button { font: inherit; padding: .5rem .6rem; border-radius: 6px; border: 1px solid #8888; }
            button { cursor: pointer; }
            p { margin: 0; color: light-dark(#b42318, #ff8a80); }
          </style>
        </head>
        <body>
          <form method="post" action="{{SignInEndpoints.Path}}">
            <h1>Observe</h1>
            <p role="alert">{{Encode(message)}}</p>
            <label>Name <input name="user" autocomplete="username" required autofocus></label>
            <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
            <input type="hidden" name="{{SignInEndpoints.ReturnUrl}}" value="{{Encode(returnUrl)}}">
            <input type="hidden" name="{{Encode(tokenField)}}" value="{{Encode(token)}}">
            <button>Sign in</button>
          </form>
        </body>
        </html>
        """;

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
