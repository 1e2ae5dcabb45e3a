using System.Security.Claims;

namespace Observe.Storage.Config;

/// <summary>Somebody who saves searches. Their own are theirs alone; those of everybody are changed by editors.</summary>
/// <param name="Id">Empty where nobody signs in, and for keys: they have none of their own.</param>
public sealed record SearchOwner(string Id, string Name, AccountRole Role)
{
    public static SearchOwner Of(ClaimsPrincipal user) => new(
        user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? "",
        user.Identity?.Name ?? "",
        AccountRoles.TryParse(user.FindFirst(ClaimTypes.Role)?.Value, out var role) ? role : AccountRole.Viewer);

    public bool HasOwn => Id.Length > 0;

    public bool MayShare => Role >= AccountRole.Editor;

    public bool Sees(SavedSearch search) => search.IsShared || search.Owner == Id;

    public bool MayChange(SavedSearch search) => search.IsShared ? MayShare : search.Owner == Id;
}
