using Observe.Storage.Engine;

namespace Observe.Storage.Tests.Engine;

public sealed class StatementThreadsTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private const int Statements = 500;

    /// <summary>A process may have 65,530 mappings of memory (vm.max_map_count) and ends without a word when it asks for more.</summary>
    [Fact]
    public async Task Statements_OneAfterTheOther_LeaveNoMappingsBehind()
    {
        await AskAsync(20); // what the engine maps for the first ones stays
        var before = Mappings();

        await AskAsync(Statements);

        Assert.InRange(Mappings() - before, int.MinValue, Statements);
    }

    [Fact]
    public async Task Queue_OneTaskAfterTheOther_RunOnOneThread()
    {
        using var threads = new StatementThreads();
        var ran = new HashSet<int>();
        for (var number = 0; number < 20; number++)
        {
            ran.Add(await threads.RunAsync(() => Environment.CurrentManagedThreadId));
        }

        // One that has just ended a task may not wait yet when the next one comes.
        Assert.InRange(ran.Count, 1, 3);
    }

    [Fact]
    public async Task Queue_TasksThatWaitForEachOther_RunAtOnce()
    {
        using var threads = new StatementThreads();
        using var all = new Barrier(8);

        var met = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => threads.RunAsync(() => all.SignalAndWait(TimeSpan.FromSeconds(30)))));

        Assert.All(met, Assert.True);
    }

    [Fact]
    public async Task Queue_TaskThatFails_TellsItsCallerAndTheThreadGoesOn()
    {
        using var threads = new StatementThreads();

        await Assert.ThrowsAsync<InvalidDataException>(() => threads.RunAsync<int>(() => throw new InvalidDataException()));

        Assert.Equal(7, await threads.RunAsync(() => 7));
    }

    private static int Mappings() => File.ReadLines("/proc/self/maps").Count();

    private async Task AskAsync(int times)
    {
        for (var time = 0; time < times; time++)
        {
            await fixture.Database.QueryAsync("SELECT 1", null, row => Convert.ToInt32(row.GetValue(0)), default);
        }
    }
}
