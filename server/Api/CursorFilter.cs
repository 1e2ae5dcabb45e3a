namespace Observe.Server.Api;

/// <summary>Readers refuse a cursor that they did not give with a <see cref="FormatException"/>; the caller is told which value.</summary>
public sealed class CursorFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (FormatException) when (context.HttpContext.Request.Query.ContainsKey("cursor"))
        {
            return ApiProblem.BadParameter("cursor", "The cursor is not one that this list gave.");
        }
    }
}
