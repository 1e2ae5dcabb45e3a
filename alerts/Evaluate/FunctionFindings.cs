using System.Text.Json;
using Observe.Functions.Advice;
using Observe.Functions.Invocations;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Alerts.Evaluate;

/// <summary>What the advisor finds of the functions with one name, as a rule sees it: a value of 1 for each kind of finding that nobody has dismissed.</summary>
public sealed class FunctionFindings(FunctionWindows windows, IFunctionDetailReader functions, IConcurrencyReader concurrency, AdviceReader advice)
{
    public static LabelSet Labels(string function, FindingKind kind) =>
        new([new(LabelSet.FunctionLabel, function), new(LabelSet.FindingLabel, JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()))]);

    /// <exception cref="InvalidOperationException">The answer is not whole: the rule must not be judged by it.</exception>
    public async Task<Dictionary<LabelSet, MeasuredValue>> ReadAsync(string function, TimeRange range, CancellationToken cancellationToken)
    {
        var values = new Dictionary<LabelSet, MeasuredValue>();
        foreach (var same in (await windows.ReadAsync(range, cancellationToken))[function])
        {
            foreach (var (finding, _) in (await OfAsync(FunctionId.Of(same.Identity), range, cancellationToken)).Where(item => item.Dismissal is null))
            {
                values[Labels(function, finding.Kind)] = new MeasuredValue(1, finding.Kind.Title())
                {
                    TraceIds = [.. finding.TraceIds.Select(text => TraceId.TryParse(text, out var id) ? id : default).Where(id => id != default)],
                };
            }
        }
        return values;
    }

    private async Task<IReadOnlyList<AdvisedFinding>> OfAsync(FunctionId function, TimeRange range, CancellationToken cancellationToken)
    {
        var facts = functions.FactsAsync(function, cancellationToken);
        var detail = functions.GetAsync(new FunctionDetailQuery(function, range, Buckets: 1), cancellationToken);
        var parallel = concurrency.GetAsync(new ConcurrencyQuery(function, range, Cells: 1), cancellationToken);
        var material = advice.ReadAsync(function, range, cancellationToken);
        await Task.WhenAll(facts, detail, parallel, material);
        if (await facts is not { } known)
        {
            return [];
        }
        return (await detail).Scanned.Complete
            ? advice.Of(known, await detail, await parallel, await material)
            : throw new InvalidOperationException("the figures of the function could not be read whole");
    }
}
