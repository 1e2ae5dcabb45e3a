using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Tests.Rollup;

public class OutdatedRevisionsTests
{
    private const int Slot = 5_950_000;
    private const ulong Next = 1_790_000_000_000UL << 20;

    private readonly OutdatedRevisions _outdated = new();

    [Fact]
    public void Excluding_Nothing_IsNoCondition() => Assert.Equal("", _outdated.Excluding(Slot, Slot + 10, new SqlParameters()));

    [Fact]
    public void Excluding_RevisionsOfOtherSlots_NamesItsOwnOnly()
    {
        _outdated.Add([.. Enumerable.Range(-1, 4).Select(i => RollupRevision.Of(Next, Slot + i))]);

        Assert.Equal([RollupRevision.Of(Next, Slot), RollupRevision.Of(Next, Slot + 1)], Named(Slot, Slot + 2));
        Assert.Equal("", _outdated.Excluding(Slot + 3, Slot + 10, new SqlParameters()));
    }

    [Fact]
    public void Replace_FormerByCurrent_NamesTheFormer()
    {
        var (former, current) = (RollupRevision.Of(Next, Slot), RollupRevision.Of(Next + (1 << 20), Slot));
        _outdated.Add([current]);

        _outdated.Replace([current], [former]);

        Assert.Equal([former], Named(Slot, Slot + 1));
    }

    [Fact]
    public void Excluding_MoreThanAStatementNames_IsLeftToTheEngine()
    {
        _outdated.Add([.. Enumerable.Range(0, 1_001).Select(i => RollupRevision.Of(Next, Slot + i))]);

        Assert.Null(_outdated.Excluding(Slot, Slot + 1_001, new SqlParameters()));
        Assert.Equal(1_000, Named(Slot, Slot + 1_000).Count);
    }

    [Fact]
    public void Add_WithoutEnd_IsLeftToTheEngineForGood()
    {
        for (var again = 0UL; again <= 200; again++)
        {
            _outdated.Add([.. Enumerable.Range(0, 1_000).Select(i => RollupRevision.Of(Next + (again << 20), Slot + i))]);
        }

        Assert.Null(_outdated.Excluding(Slot + 5_000, Slot + 5_001, new SqlParameters()));
    }

    private IReadOnlyList<ulong> Named(int from, int to)
    {
        var parameters = new SqlParameters();
        Assert.Equal(" AND revision NOT IN {p0:Array(UInt64)}", _outdated.Excluding(from, to, parameters));
        return [.. ((ulong[])parameters.Items[0].Value).Order()];
    }
}
