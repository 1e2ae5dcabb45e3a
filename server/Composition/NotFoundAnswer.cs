using Microsoft.AspNetCore.Diagnostics;
using Observe.UI.Addresses;

namespace Observe.Server.Composition;

/// <summary>Who follows a link to nowhere sees a page that says so. A browser shows an empty answer as a failure of the server.</summary>
public static class NotFoundAnswer
{
    public static void UseNotFoundPage(this WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute(ObserveUrls.NotFoundPath, createScopeForStatusCodePages: true);
        app.Use(async (context, next) =>
        {
            var isForPerson = IsForPerson(context.Request);
            await next(context);
            if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            {
                pages.Enabled = isForPerson && context.Response.StatusCode == StatusCodes.Status404NotFound;
            }
        });
    }

    /// <summary>Programs, scripts and pictures get the bare status.</summary>
    private static bool IsForPerson(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
