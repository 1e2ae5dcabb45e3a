using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>With <c>?fresh=true</c> a read waits for what was acknowledged before it, or says that it could not.</summary>
public sealed class FreshFilter(IIngestReader ingest) : IEndpointFilter
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var text = http.Request.Query["fresh"].ToString();
        if (text.Length > 0 && !bool.TryParse(text, out _))
        {
            return ApiProblem.BadParameter("fresh", $"fresh is true or false, not \"{text}\".");
        }
        if (bool.TryParse(text, out var wanted) && wanted && !await ingest.WaitUntilFreshAsync(Limit, http.RequestAborted))
        {
            return ApiProblem.NotFresh();
        }
        return await next(context);
    }
}
