using Observe.Storage.Read;
using Observe.Storage.Search;

namespace Observe.UI.Tests.Fakes;

/// <summary>A few attributes and their values.</summary>
public sealed class FakeAttributeReader : IAttributeReader
{
    public IReadOnlyList<AttributeName> Names { get; set; } =
        [new(new SearchField("http.route"), "span"), new(new SearchField("host.name", SearchScope.Resource), "resource")];

    public IReadOnlyList<string> Values { get; set; } = ["cart", "checkout", "check in", "5ms"];

    public Task<IReadOnlyList<AttributeName>> NamesAsync(AttributeNamesQuery query, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<AttributeName>>(
        [.. Names.Where(name => name.Field.Name.StartsWith(query.Prefix, StringComparison.OrdinalIgnoreCase))]);

    public Task<IReadOnlyList<string>> ValuesAsync(AttributeValuesQuery query, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>(
        [.. Values.Where(value => value.StartsWith(query.Prefix, StringComparison.OrdinalIgnoreCase))]);
}
