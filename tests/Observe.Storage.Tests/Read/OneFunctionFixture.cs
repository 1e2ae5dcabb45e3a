using Microsoft.Extensions.Time.Testing;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Rollup;
using Observe.Storage.Write;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

/// <summary>One database for the tests of readers of one function: each test has functions of its own.</summary>
public sealed class OneFunctionFixture : IAsyncLifetime
{
    private readonly EngineFixture _engine = new();

    // One hour after the start: what has no end by then is over.
    private readonly TimeProvider _time = new FakeTimeProvider(UnixTime.ToDateTimeOffset(Hour.ToUnixNanoseconds));

    internal TelemetryWriter Writer => _engine.Writer;

    internal FunctionDetailReader Details => new(_engine.Database, Rolled, new CostCalculator(PriceBook.BuiltIn), Firsts, _time);

    internal InvocationReader Invocations => new(_engine.Database, Rolled, new CostCalculator(PriceBook.BuiltIn), Firsts, _time);

    internal RouteReader Routes => new(_engine.Database, _time);

    internal ConcurrencyReader Concurrency => new(_engine.Database, Rolled, _time);

    internal AsyncReader Async => new(_engine.Database, _time);

    internal AdviceEvidenceReader Evidence => new(_engine.Database, Async, new InvokedTraces(_engine.Database));

    internal InstanceReader Instances => new(_engine.Database, Firsts, _time);

    internal InvocationHistoryReader History => new(_engine.Database, Details, Rolled, _time);

    internal LostTelemetryReader Ledger => new(_engine.Database, _time);

    private FirstInvocations Firsts => new(_engine.Database, new StorageOptions(), _time);

    private RolledInvocations Rolled => new(_engine.Database, _engine.Rollups, _time);

    public static FunctionId IdOf(InvocationPiece piece) => FunctionId.Of(piece.Function);

    public Task InitializeAsync() => _engine.InitializeAsync();

    public Task DisposeAsync() => _engine.DisposeAsync();
}
