using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>A silence as it is answered.</summary>
/// <param name="State">pending, active or expired.</param>
public sealed record AlertsSilenceAnswer(
    string Id, long Version, string State, IReadOnlyList<SilenceMatcher> Matchers, string StartsAt, string EndsAt, string Author, string Reason, string ProvisionedFrom)
{
    public static AlertsSilenceAnswer Of(Silence silence, DateTimeOffset now) => new(
        silence.Id, silence.Version, AlertsText.Camel(silence.State(now)), silence.Matchers,
        UnixTime.ToRfc3339(UnixTime.Nanoseconds(silence.StartsAt)), UnixTime.ToRfc3339(UnixTime.Nanoseconds(silence.EndsAt)), silence.Author, silence.Reason, silence.ProvisionedFrom);
}
