using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Observe.Storage.Config;

namespace Observe.UI.Browser;

/// <summary>Who looks at the page, and what they may do.</summary>
public sealed class Viewer(AuthenticationStateProvider authentication)
{
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
            throw new UnauthorizedAccessException($"This needs the role {needed.Name()}.");
        }
    }

    private async Task<ClaimsPrincipal> UserAsync() => (await authentication.GetAuthenticationStateAsync()).User;
}
