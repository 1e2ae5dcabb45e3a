using Observe.Conformance;

if (!ConformanceOptions.TryParse(args, out var options, out var problem))
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(ConformanceOptions.Usage);
    return 2;
}
using var target = new ConformanceTarget(options);
var outcomes = await ConformanceSuite.RunAsync(target, outcome => Console.WriteLine(outcome.ToString()), CancellationToken.None);
Console.WriteLine(ConformanceSuite.Summary(outcomes));
return outcomes.Any(outcome => outcome.Verdict == Verdict.Fail) ? 1 : 0;
