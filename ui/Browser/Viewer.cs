using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Observe.Storage.Config;

namespace Observe.UI.Browser;

/// <summary>Who looks at the page, and what they may do.</summary>
public sealed class Viewer(AuthenticationStateProvider authentication, AuditTrail trail)
{
    /// <summary>Where the connection of the page comes from; put there by the host.</summary>
    public const string AddressClaim = "observe.address";

    /// <summary>How somebody proved who they are, if they did not.</summary>
    public const string NoKind = "none";

    /// <summary>Empty where nobody signs in.</summary>
    public async Task<string> NameAsync() => (await UserAsync()).Identity?.Name ?? "";

    public async Task<AccountRole> RoleAsync() =>
        AccountRoles.TryParse((await UserAsync()).FindFirst(ClaimTypes.Role)?.Value, out var role) ? role : AccountRole.Viewer;

    public async Task<SearchOwner> SearchOwnerAsync() => SearchOwner.Of(await UserAsync());

    public async Task<bool> MayAsync(AccountRole needed) => await RoleAsync() >= needed;

    /// <summary>
    /// Stands before each change. What somebody may not do is not drawn for them, so only a client that was tampered with comes to this.
    /// </summary>
    /// <exception cref="UnauthorizedAccessException">The viewer has a lower role.</exception>
    public async Task DemandAsync(AccountRole needed)
    {
        if (!await MayAsync(needed))
        {
            await trail.RecordAsync(await RowAsync(AuditActions.Access) with { IsRefused = true, Object = "a change on a page", Detail = $"needs {needed.Name()}" });
            throw new UnauthorizedAccessException($"This needs the role {needed.Name()}.");
        }
    }

    /// <summary>Who does something now, for the audit.</summary>
    public async Task<AuditRow> RowAsync(string action)
    {
        var user = await UserAsync();
        return new AuditRow
        {
            Actor = user.Identity?.Name ?? "",
            Kind = user.Identity?.AuthenticationType?.ToLowerInvariant() ?? NoKind,
            Address = user.FindFirst(AddressClaim)?.Value ?? "",
            Action = action,
        };
    }

    private async Task<ClaimsPrincipal> UserAsync() => (await authentication.GetAuthenticationStateAsync()).User;
}
