using Observe.Storage.Config;

namespace Observe.UI.Tests.Fakes;

/// <summary>For pages on which nobody looks at one.</summary>
public sealed class NoBodies : IWebhookBodies
{
    public IReadOnlyList<string> Samples => [];

    public IReadOnlyList<FieldError> Check(Webhook webhook) => [];

    public WebhookBody Preview(Webhook webhook, string sample) => throw new NotSupportedException();
}
