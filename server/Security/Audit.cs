using System.Security.Claims;
using Observe.Storage.Config;
using Observe.UI.Browser;

namespace Observe.Server.Security;

/// <summary>What a successful call of an endpoint is recorded as.</summary>
public sealed record AuditedAs(string Action);

/// <summary>Requests, as the audit trail writes them.</summary>
public static class Audit
{
    private static readonly object DetailKey = new();

    /// <summary>A call that is answered with success is recorded.</summary>
    public static TBuilder Audited<TBuilder>(this TBuilder endpoint, string action)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AuditedAs(action));

    public static AuditRow Row(HttpContext context, string action) => new()
    {
        Actor = context.User.Identity?.Name ?? "",
        Kind = KindOf(context.User),
        Address = AddressOf(context),
        Action = action,
    };

    /// <summary>Of somebody who is not signed in yet, or no more.</summary>
    public static AuditRow Row(HttpContext context, string action, ClaimsPrincipal? user, string name) =>
        Row(context, action) with { Actor = user?.Identity?.Name ?? name, Kind = user is null ? Viewer.NoKind : KindOf(user) };

    /// <summary>What the record of this call says beside its object.</summary>
    public static void SetDetail(HttpContext context, string detail) => context.Items[DetailKey] = detail;

    public static string DetailOf(HttpContext context) =>
        context.Items.TryGetValue(DetailKey, out var detail) ? (string)detail! : context.Request.RouteValues["kind"]?.ToString() ?? "";

    public static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    private static string KindOf(ClaimsPrincipal user) => user.Identity is { IsAuthenticated: true, AuthenticationType: { } type }
        ? type == ApiKeyScheme.Name ? "key" : type.ToLowerInvariant()
        : Viewer.NoKind;
}
