using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>A provider of identities by OpenID Connect: section <c>Observe:Security:OpenIdConnect</c>.</summary>
public sealed class IdentityProviderOptions
{
    public const string Section = "Observe:Security:OpenIdConnect";

    /// <summary>The provider's address, under which its <c>/.well-known/openid-configuration</c> is; empty for no provider.</summary>
    public string Authority { get; set; } = "";

    public string ClientId { get; set; } = "";

    /// <summary>Empty for a client that the provider knows as a public one.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>What the button of the sign-in page calls it.</summary>
    public string Name { get; set; } = "single sign-on";

    /// <summary>Separated by spaces; <c>openid</c> is one of them.</summary>
    public string Scopes { get; set; } = "openid profile email";

    /// <summary>The claim with the name that pages and the audit show.</summary>
    public string NameClaim { get; set; } = "preferred_username";

    /// <summary>The claim whose values decide the role: one value, or a list.</summary>
    public string RoleClaim { get; set; } = "roles";

    public List<string> AdminValues { get; } = [];

    public List<string> EditorValues { get; } = [];

    public List<string> ViewerValues { get; } = [];

    /// <summary>Of somebody of whom no value is one of those above: admin, editor or viewer; empty to refuse them.</summary>
    public string DefaultRole { get; set; } = "";

    public bool IsOn => Authority.Length > 0;

    /// <summary>Somebody may come who can administer.</summary>
    public bool GivesAdmins => IsOn && (AdminValues.Count > 0 || DefaultRole == AccountRole.Admin.Name());

    /// <summary>The highest role that one of the values stands for; null for nobody whom the options know.</summary>
    public AccountRole? RoleOf(IReadOnlyCollection<string> values) =>
        AdminValues.Any(values.Contains) ? AccountRole.Admin
        : EditorValues.Any(values.Contains) ? AccountRole.Editor
        : ViewerValues.Any(values.Contains) ? AccountRole.Viewer
        : AccountRoles.TryParse(DefaultRole, out var role) ? role : null;

    internal IEnumerable<string> Failures()
    {
        if (!IsOn)
        {
            if (ClientId.Length > 0)
            {
                yield return $"{Section}:Authority is missing: there is a client without a provider.";
            }
            yield break;
        }
        if (!Uri.TryCreate(Authority, UriKind.Absolute, out var url)
            || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)))
        {
            yield return $"{Section}:Authority must be an https address; http is for a provider on this machine only.";
        }
        if (ClientId.Length == 0)
        {
            yield return $"{Section}:ClientId is missing.";
        }
        if (!Scopes.Split(' ').Contains("openid"))
        {
            yield return $"{Section}:Scopes must hold openid.";
        }
        if (DefaultRole.Length > 0 && !AccountRoles.TryParse(DefaultRole, out _))
        {
            yield return $"{Section}:DefaultRole is one of {AccountRoles.AllNames}, or empty.";
        }
        if (DefaultRole.Length == 0 && AdminValues.Count + EditorValues.Count + ViewerValues.Count == 0)
        {
            yield return $"{Section}: nobody could sign in: name AdminValues, EditorValues or ViewerValues of the claim {RoleClaim}, or a DefaultRole.";
        }
    }
}
