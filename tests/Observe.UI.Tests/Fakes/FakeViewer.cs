using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Observe.Storage.Config;

namespace Observe.UI.Tests.Fakes;

/// <summary>Whoever a test says.</summary>
public sealed class FakeViewer : AuthenticationStateProvider
{
    public AccountRole Role { get; set; } = AccountRole.Admin;

    public static ClaimsPrincipal Of(AccountRole role) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.Role, role.Name())], "Test"));

    public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(Of(Role)));
}
