using Observe.Storage;
using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public sealed class TraceAttributeGroupsTests
{
    [Fact]
    public void Of_MixedKeys_GroupsByTheirFirstPart()
    {
        var groups = TraceAttributeGroups.Of(Attributes("http.route", "faas.name", "url.path", "payments.provider", "plain", ".odd"));

        Assert.Equal(["HTTP", "Invocation", "payments", "Other"], groups.Select(group => group.Title));
        Assert.Equal(["http.route", "url.path"], groups[0].Attributes.Select(attribute => attribute.Key));
        Assert.Equal(["plain", ".odd"], groups[3].Attributes.Select(attribute => attribute.Key));
    }

    private static IEnumerable<TelemetryAttribute> Attributes(params string[] keys) =>
        keys.Select(key => new TelemetryAttribute(key, AttributeValue.Of("value")));
}
