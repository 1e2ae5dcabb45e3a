namespace Observe.Storage.Config;

/// <summary>Shows and checks what a webhook would be sent.</summary>
public interface IWebhookBodies
{
    /// <summary>Names of the sample messages, for <see cref="Preview"/>.</summary>
    IReadOnlyList<string> Samples { get; }

    /// <summary>Every sample is written once; an error says which, and of a template the line.</summary>
    IReadOnlyList<FieldError> Check(Webhook webhook);

    /// <param name="sample">One of <see cref="Samples"/>.</param>
    WebhookBody Preview(Webhook webhook, string sample);
}

/// <summary>A body, or why there is none.</summary>
/// <param name="ContentType">Without a charset, which is always UTF-8.</param>
/// <param name="Error">Empty when there is a body.</param>
public sealed record WebhookBody(string Text, string ContentType, string Error = "")
{
    public static WebhookBody Failed(string error) => new("", "", error);
}
