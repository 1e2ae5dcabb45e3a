namespace Observe.Storage.Config;

/// <summary>Checks a webhook before it is saved. Where its host leads to is checked at each connection, not here.</summary>
public static class WebhookValidator
{
    public const int MaxRoutingKeyLength = 128;

    /// <param name="hasRoutingKey">Whether one is kept already.</param>
    public static IReadOnlyList<FieldError> Validate(Webhook webhook, bool hasRoutingKey = false)
    {
        var errors = new List<FieldError>();
        if (webhook.Name.Trim().Length is 0 or > AlertRuleValidator.MaxNameLength)
        {
            errors.Add(new FieldError("name", $"A name of 1 to {AlertRuleValidator.MaxNameLength} characters."));
        }
        if (WebhookFormats.All.All(format => format.Name != webhook.Format))
        {
            errors.Add(new FieldError("format", $"The format is one of {string.Join(", ", WebhookFormats.All.Select(format => format.Name))}."));
        }
        if (webhook.Format == WebhookFormats.Template && !WebhookFormats.ContentTypes.Contains(webhook.ContentType))
        {
            errors.Add(new FieldError("contentType", $"The type is one of {string.Join(", ", WebhookFormats.ContentTypes)}."));
        }
        if (webhook.Format == WebhookFormats.Template ? webhook.Template.Trim().Length == 0 : webhook.Template.Length > 0)
        {
            errors.Add(new FieldError("template", "A text for the format template, and none for the others."));
        }
        if (RoutingKeyFault(webhook, hasRoutingKey) is { } fault)
        {
            errors.Add(new FieldError("routingKey", fault));
        }
        if (CheckUrl(webhook.Url) is { } message)
        {
            errors.Add(new FieldError("url", message));
        }
        return errors;
    }

    private static string? RoutingKeyFault(Webhook webhook, bool hasRoutingKey) => webhook.RoutingKey switch
    {
        null => webhook.Format == WebhookFormats.PagerDuty && !hasRoutingKey ? "PagerDuty asks for the key of an integration." : null,
        var key => key.Length is > 0 and <= MaxRoutingKeyLength && key.All(char.IsAsciiLetterOrDigit) ? null : $"1 to {MaxRoutingKeyLength} letters and digits.",
    };

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
