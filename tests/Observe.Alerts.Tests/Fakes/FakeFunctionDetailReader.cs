using Observe.Alerts.Evaluate;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Alerts.Tests.Fakes;

/// <summary>All that the advisor asks for: figures without a finding, and evidence that a test chooses.</summary>
internal sealed class FakeFunctionDetailReader : IFunctionDetailReader, IConcurrencyReader, IAdviceEvidenceReader
{
    public AdviceEvidence Evidence { get; set; } = AdviceEvidence.None;
    public bool IsComplete { get; set; } = true;

    public FunctionFindings Findings(FunctionWindows windows, AdviceDismissalStore dismissals) =>
        new(windows, this, this, new AdviceReader(this, dismissals, new CostCalculator(PriceBook.BuiltIn)));

    public Task<FunctionFacts?> FactsAsync(FunctionId function, CancellationToken cancellationToken) =>
        Task.FromResult<FunctionFacts?>(new FunctionFacts { Identity = FakeFunctionReader.Function("payments").Identity, LastStartUnixNanoseconds = 0 });

    public Task<FunctionDetail> GetAsync(FunctionDetailQuery query, CancellationToken cancellationToken) => Task.FromResult(
        new FunctionDetail { Total = new FunctionFigures { Invocations = 200 }, Series = [], Versions = [], Scanned = new Scanned(query.Range, IsComplete, default) });

    public Task<ConcurrencyResult> GetAsync(ConcurrencyQuery query, CancellationToken cancellationToken) => Task.FromResult(
        new ConcurrencyResult { Cells = [], Peak = 1, PeakUnixNanoseconds = null, Average = 0, AtLeast = [], Scanned = new Scanned(query.Range, true, default) });

    public Task<AdviceEvidence> GetAsync(AdviceQuery query, CancellationToken cancellationToken) => Task.FromResult(Evidence);
}
