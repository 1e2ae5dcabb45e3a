namespace Observe.Storage.Config;

/// <summary>
/// Addresses of receivers as they are shown. Those of chats, and what templates are sent to, are secrets: whoever has one can write there. So can
/// be what stands in a query.
/// </summary>
public static class WebhookAddress
{
    private const int ShownEnd = 4;
    private const int LeastHidden = 8;

    public static bool IsSecret(Webhook webhook) =>
        webhook.Format is WebhookFormats.Slack or WebhookFormats.Teams or WebhookFormats.Template || webhook.Url.Contains('?', StringComparison.Ordinal);

    /// <summary>Whole, or <c>https://hooks.example.com/…f3Qx</c> of one that is a secret.</summary>
    public static string Shown(Webhook webhook)
    {
        if (!IsSecret(webhook) || !Uri.TryCreate(webhook.Url, UriKind.Absolute, out var uri))
        {
            return webhook.Url;
        }
        var hidden = uri.PathAndQuery.Length - 1;
        return $"{uri.GetLeftPart(UriPartial.Authority)}/…{(hidden >= LeastHidden + ShownEnd ? webhook.Url[^ShownEnd..] : "")}";
    }

    /// <summary>
    /// A webhook as it was changed, with the address that is kept when it says none, or says it as it was shown. Not when it would be shown from now on:
    /// then somebody has to know it.
    /// </summary>
    public static Webhook Keep(Webhook changed, Webhook kept)
    {
        if (changed.Url.Length > 0 && changed.Url != Shown(kept))
        {
            return changed;
        }
        var same = changed with { Url = kept.Url };
        return IsSecret(kept) && !IsSecret(same) ? changed with { Url = "" } : same;
    }
}
