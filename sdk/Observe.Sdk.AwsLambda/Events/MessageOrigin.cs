using System.Diagnostics;

namespace Observe.Sdk.AwsLambda.Events;

/// <summary>Which message it is, and the span that sent it.</summary>
/// <param name="MessageId">Null when the record names none.</param>
/// <param name="Context">Empty when the message carries none.</param>
internal readonly record struct MessageOrigin(string? MessageId, ActivityContext Context)
{
    public bool IsKnown => Context != default;

    /// <summary>With the id of the message, by which a back end tells the messages of a batch apart.</summary>
    public ActivityLink ToLink() =>
        new(Context, MessageId is null ? null : new ActivityTagsCollection { ["messaging.message.id"] = MessageId });
}
