// A service that is always there, in a container of its own: ASP.NET Core with OpenTelemetry's own packages. It knows nothing of Observe; whom it sends to,
// and what it is called, stands in the OTEL_ variables that it is started with.
using Observe.Samples.ShippingRates;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddOpenTelemetry()
    .WithTracing(tracing => tracing.AddSource(Tariffs.SourceName).AddAspNetCoreInstrumentation().AddOtlpExporter())
    .WithLogging(logging => logging.AddOtlpExporter(), options => options.IncludeFormattedMessage = true)
    .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddOtlpExporter());
builder.Services.AddSingleton(TimeProvider.System).AddSingleton<Tariffs>();

await using var app = builder.Build();
app.MapGet("/rates/{postcode}", async (string postcode, int pieces, Tariffs tariffs, CancellationToken cancellation) =>
    await tariffs.FindAsync(postcode, pieces, cancellation) is { } rate ? Results.Ok(rate) : Results.NotFound());
await app.StartAsync();

// The contract with the platform: it says when it is there, and ends when its standard input does.
Console.WriteLine("ready");
await Console.OpenStandardInput().CopyToAsync(Stream.Null);
await app.StopAsync();
