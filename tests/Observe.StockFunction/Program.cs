// A function that is an ASP.NET Core server with OpenTelemetry's own packages and knows nothing of Observe. All that it says of itself
// comes from the OTEL_ variables that it is started with.
using OpenTelemetry.Trace;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddAspNetCoreInstrumentation().AddOtlpExporter());

await using var app = builder.Build();
app.MapGet("/receipts/{number:int}", (int number) =>
    number > 0 ? Results.Ok(new { number }) : throw new InvalidOperationException($"There is no receipt {number}."));
await app.RunAsync();
