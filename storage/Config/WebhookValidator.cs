namespace Observe.Storage.Config;

/// <summary>Checks a webhook before it is saved. Where its host leads to is checked at each connection, not here.</summary>
public static class WebhookValidator
{
    public const string Generic = "generic";

    public static IReadOnlyList<FieldError> Validate(Webhook webhook)
    {
        var errors = new List<FieldError>();
        if (webhook.Name.Trim().Length is 0 or > AlertRuleValidator.MaxNameLength)
        {
            errors.Add(new FieldError("name", $"A name of 1 to {AlertRuleValidator.MaxNameLength} characters."));
        }
        if (webhook.Format != Generic)
        {
            errors.Add(new FieldError("format", $"The format must be '{Generic}'."));
        }
        if (CheckUrl(webhook.Url) is { } message)
        {
            errors.Add(new FieldError("url", message));
        }
        return errors;
    }

    private static string? CheckUrl(string url)
    {
        if (url.Length > 2048 || !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp) || uri.Host.Length == 0)
        {
            return "An absolute address that starts with https:// or http://, at most 2048 characters.";
        }
        return uri.UserInfo.Length > 0 ? "No user name or password in the address." : null;
    }
}
