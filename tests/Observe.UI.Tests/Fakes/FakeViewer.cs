using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Observe.Storage.Config;

namespace Observe.UI.Tests.Fakes;

/// <summary>Whoever a test says.</summary>
public sealed class FakeViewer : AuthenticationStateProvider
{
    /// <summary>Empty where nobody signs in.</summary>
    public string Name { get; set; } = "";

    public AccountRole Role { get; set; } = AccountRole.Admin;

    public static ClaimsPrincipal Of(AccountRole role, string name = "")
    {
        Claim[] claims = name.Length == 0 ? [] : [new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.NameIdentifier, "account:" + name)];
        return new(new ClaimsIdentity([.. claims, new Claim(ClaimTypes.Role, role.Name())], "Test"));
    }

    public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(Of(Role, Name)));
}
