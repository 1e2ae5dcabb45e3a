using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public sealed class ListMergeTests
{
    [Fact]
    public void Of_OverlappingPages_PutsTheFreshFirst() => Assert.Equal([9, 8, 7, 6, 5], ListMerge.Of([9, 8, 7], [8, 7, 6, 5], row => row, 100));

    [Fact]
    public void Of_TooMany_DropsTheOldest() => Assert.Equal([9, 8, 7], ListMerge.Of([9, 8], [8, 7, 6], row => row, 3));

    [Fact]
    public void Of_PagesThatDoNotMeet_IsNull() => Assert.Null(ListMerge.Of([9, 8], [6, 5], row => row, 100));
}
