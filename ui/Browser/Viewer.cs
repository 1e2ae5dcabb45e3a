using Microsoft.AspNetCore.Components.Authorization;

namespace Observe.UI.Browser;

/// <summary>Who looks at the page.</summary>
public sealed class Viewer(AuthenticationStateProvider authentication)
{
    /// <summary>Empty where nobody signs in.</summary>
    public async Task<string> NameAsync() => (await authentication.GetAuthenticationStateAsync()).User.Identity?.Name ?? "";
}
