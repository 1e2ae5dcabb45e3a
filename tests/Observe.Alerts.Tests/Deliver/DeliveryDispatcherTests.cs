using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Observe.Alerts.Format;
using Observe.Storage.Config;
using Observe.Testing;

namespace Observe.Alerts.Tests.Deliver;

public sealed class DeliveryDispatcherTests : IAsyncLifetime
{
    private Receiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await Receiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task Deliver_ReceiverAnswers_SignsWhatItSends()
    {
        await using var bench = new DeliveryBench();
        var created = await bench.AddWebhookAsync(_receiver.Address);
        var id = await bench.NotifyAsync(created.Webhook.Id);

        await bench.StartAsync();
        var row = Assert.Single(await bench.RowsAsync(1));

        Assert.Equal(DeliveryOutcome.Delivered, row.Outcome);
        var call = Assert.Single(_receiver.Calls);
        Assert.Equal(id, call.Headers["webhook-id"]);
        Assert.Equal(id, call.Headers["Idempotency-Key"]);
        Assert.Equal("application/json; charset=utf-8", call.Headers["Content-Type"]);
        Assert.Equal(Encoding.UTF8.GetBytes(bench.Notifications.Rows[0].Payload), call.Body);
        Assert.DoesNotContain(call.Headers.Keys, name => name is "traceparent" or "Request-Id");
        // Computed here from the specification, not by the code under test.
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{call.Headers["webhook-timestamp"]}."), .. call.Body];
        var key = Convert.FromBase64String(created.Secret["whsec_".Length..]);
        Assert.Equal("v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed)), call.Headers["webhook-signature"]);
    }

    /// <summary>The reference library of Standard Webhooks is asked, as receivers ask it.</summary>
    [Fact]
    public async Task Deliver_SecretWasMadeAnew_ReceiversWithEitherVerifyIt()
    {
        await using var bench = new DeliveryBench();
        var created = await bench.AddWebhookAsync(_receiver.Address);
        var rotated = (await bench.Webhooks.RotateAsync(created.Webhook.Id, TimeSpan.FromHours(1), null, CancellationToken.None)).Value!;
        await bench.NotifyAsync(created.Webhook.Id);
        await bench.StartAsync();
        await bench.RowsAsync(1);

        var call = Assert.Single(_receiver.Calls);
        var headers = call.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value);
        SignedWebhook[] sent = [.. new[] { rotated.Secret, created.Secret }.Select(secret => new SignedWebhook(secret, Encoding.UTF8.GetString(call.Body), headers, null))];
        Assert.Equal("", await SignatureCheck.VerifyAsync(sent));
        Assert.NotEqual("", await SignatureCheck.VerifyAsync([sent[0] with { Secret = "whsec_" + Convert.ToBase64String(new byte[32]) }]));
        Assert.Equal(2, headers["webhook-signature"].Split(' ').Length);
    }

    [Fact]
    public async Task Deliver_Format_IsWhatIsSentAndSigned()
    {
        await using var bench = new DeliveryBench();
        var created = await bench.Webhooks.AddAsync(
            new Webhook { Name = "chat", Url = _receiver.Address.ToString(), Format = WebhookFormats.Template, Template = "{\"was\": {{ type | json }}}", ContentType = "text/plain" },
            CancellationToken.None);
        await bench.NotifyAsync(WebhookBodies.SampleOf("fired"), [created.Webhook.Id]);
        await bench.StartAsync();
        await bench.RowsAsync(1);

        var call = Assert.Single(_receiver.Calls);
        Assert.Equal("{\"was\": \"alert.fired\"}", Encoding.UTF8.GetString(call.Body));
        Assert.Equal("text/plain; charset=utf-8", call.Headers["Content-Type"]);
        var headers = call.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value);
        Assert.Equal("", await SignatureCheck.VerifyAsync([new SignedWebhook(created.Secret, Encoding.UTF8.GetString(call.Body), headers, null)]));
    }

    [Fact]
    public async Task Deliver_TemplateThatFails_IsADeadLetterThatSaysWhy()
    {
        await using var bench = new DeliveryBench();
        var created = await bench.Webhooks.AddAsync(
            new Webhook { Name = "chat", Url = _receiver.Address.ToString(), Format = WebhookFormats.Template, Template = "{{ type }}" }, CancellationToken.None);
        await bench.NotifyAsync(WebhookBodies.SampleOf("fired"), [created.Webhook.Id]);
        await bench.StartAsync();

        var row = Assert.Single(await bench.RowsAsync(1));

        Assert.Equal((DeliveryOutcome.Dead, 0), (row.Outcome, row.Status));
        Assert.StartsWith("What the template makes is no JSON: line 1 of it, alert.fired.", row.Error, StringComparison.Ordinal);
        Assert.Empty(_receiver.Calls);
    }

    [Fact]
    public async Task Deliver_PagerDuty_HasTheRoutingKeyThatIsKeptProtected()
    {
        await using var bench = new DeliveryBench();
        var created = await bench.Webhooks.AddAsync(
            new Webhook { Name = "pager", Url = _receiver.Address.ToString(), Format = WebhookFormats.PagerDuty, RoutingKey = "R0UT1NGKEY" }, CancellationToken.None);
        await bench.Webhooks.ReplaceAsync(created.Webhook with { Name = "renamed" }, null, CancellationToken.None);
        await bench.NotifyAsync(WebhookBodies.SampleOf("fired"), [created.Webhook.Id]);
        await bench.StartAsync();
        await bench.RowsAsync(1);

        Assert.True(created.Webhook.HasRoutingKey);
        Assert.Contains("\"routing_key\":\"R0UT1NGKEY\"", Encoding.UTF8.GetString(Assert.Single(_receiver.Calls).Body), StringComparison.Ordinal);
        Assert.All(bench.Documents.Bodies, body => Assert.DoesNotContain("R0UT1NGKEY", body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deliver_ReceiverFailsInEveryWay_TriesAgainUnderTheSameId()
    {
        _receiver.Answer = (context, call) =>
        {
            switch (call)
            {
                case 1:
                    context.Abort();
                    break;
                case 2:
                    context.Response.StatusCode = 500;
                    break;
                case 3:
                    context.Response.StatusCode = 429;
                    context.Response.Headers.RetryAfter = "0";
                    break;
                case 4:
                    return Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
            return Task.CompletedTask;
        };
        await using var bench = new DeliveryBench(options => options.AttemptTimeout = TimeSpan.FromMilliseconds(300));
        var created = await bench.AddWebhookAsync(_receiver.Address);
        var id = await bench.NotifyAsync(created.Webhook.Id);

        await bench.StartAsync();
        var rows = await bench.RowsAsync(5);

        Assert.Equal([0, 500, 429, 0, 200], rows.Select(row => row.Status));
        Assert.Equal([1, 2, 3, 4, 5], rows.Select(row => row.Attempt));
        Assert.Equal("no answer in 300ms", rows[3].Error);
        Assert.Equal(DeliveryOutcome.Delivered, rows[4].Outcome);
        Assert.All(_receiver.Calls, call => Assert.Equal(id, call.Headers["webhook-id"]));
        Assert.All(_receiver.Calls, call => Assert.Equal(_receiver.Calls.First().Body, call.Body));
    }

    [Fact]
    public async Task Deliver_ScheduleIsOver_IsADeadLetterAndCanBeRedelivered()
    {
        _receiver.Answer = (context, _) => Answer(context, 503);
        await using var bench = new DeliveryBench(options => options.RetryDelays = "1ms");
        var created = await bench.AddWebhookAsync(_receiver.Address);
        var id = await bench.NotifyAsync(created.Webhook.Id);
        await bench.StartAsync();
        var rows = await bench.RowsAsync(2);
        Assert.Equal([DeliveryOutcome.Retry, DeliveryOutcome.Dead], rows.Select(row => row.Outcome));

        _receiver.Answer = (_, _) => Task.CompletedTask;
        await bench.Deliveries.RedeliverAsync(id, created.Webhook.Id, TimeProvider.System.GetUtcNow(), CancellationToken.None);
        var again = Assert.Single(await bench.RowsAsync(1));

        Assert.Equal(DeliveryOutcome.Delivered, again.Outcome);
        Assert.Equal(3, again.Attempt);
    }

    [Fact]
    public async Task Deliver_Gone_DisablesTheWebhookAndBuriesTheRest()
    {
        _receiver.Answer = (context, _) => Answer(context, 410);
        await using var bench = new DeliveryBench();
        var created = await bench.AddWebhookAsync(_receiver.Address);
        await bench.NotifyAsync(created.Webhook.Id);
        await bench.StartAsync();
        var first = Assert.Single(await bench.RowsAsync(1));
        await bench.NotifyAsync(created.Webhook.Id);
        var second = Assert.Single(await bench.RowsAsync(1));

        Assert.Equal(DeliveryOutcome.Dead, first.Outcome);
        var webhook = await bench.Webhooks.GetAsync(created.Webhook.Id, CancellationToken.None);
        Assert.False(webhook!.Enabled);
        Assert.NotNull(webhook.DisabledAt);
        Assert.Equal("The webhook is disabled.", second.Error);
        Assert.Single(_receiver.Calls);
    }

    [Fact]
    public async Task Deliver_Redirect_IsNotFollowed()
    {
        var calls = 0;
        _receiver.Answer = (context, call) =>
        {
            calls = call;
            context.Response.Redirect(_receiver.Address.ToString(), permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };
        await using var bench = new DeliveryBench();
        var created = await bench.AddWebhookAsync(_receiver.Address);
        await bench.NotifyAsync(created.Webhook.Id);

        await bench.StartAsync();
        var row = Assert.Single(await bench.RowsAsync(1));

        Assert.Equal(307, row.Status);
        Assert.Equal(DeliveryOutcome.Dead, row.Outcome);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Deliver_EndlessAnswer_KeepsTheFirstFourKibibytes()
    {
        _receiver.Answer = async (context, _) =>
        {
            var block = Encoding.UTF8.GetBytes(new string('x', 64 * 1024));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        };
        await using var bench = new DeliveryBench();
        var created = await bench.AddWebhookAsync(_receiver.Address);
        await bench.NotifyAsync(created.Webhook.Id);

        await bench.StartAsync();
        var row = Assert.Single(await bench.RowsAsync(1));

        Assert.Equal(DeliveryOutcome.Delivered, row.Outcome);
        Assert.Equal(4096, row.Answer.Length);
    }

    [Fact]
    public async Task Deliver_SlowReceiver_DelaysNobodyElse()
    {
        await using var fast = await Receiver.StartAsync();
        var slowIsReached = new TaskCompletionSource();
        _receiver.Answer = (context, _) =>
        {
            slowIsReached.TrySetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        await using var bench = new DeliveryBench();
        var slow = await bench.AddWebhookAsync(_receiver.Address, "slow");
        var quick = await bench.AddWebhookAsync(fast.Address, "quick");
        for (var i = 0; i < 20; i++)
        {
            await bench.NotifyAsync(slow.Webhook.Id);
        }
        await bench.StartAsync();
        await slowIsReached.Task;

        await bench.NotifyAsync(quick.Webhook.Id);
        var row = Assert.Single(await bench.RowsAsync(1));

        Assert.Equal(quick.Webhook.Id, row.WebhookId);
        Assert.Equal(DeliveryOutcome.Delivered, row.Outcome);
    }

    [Fact]
    public async Task Deliver_StoppedInTheMiddleOfAnAttempt_SendsItAgainUnderTheSameId()
    {
        var reached = new TaskCompletionSource();
        _receiver.Answer = (context, call) =>
        {
            reached.TrySetResult();
            return call == 1 ? Task.Delay(Timeout.Infinite, context.RequestAborted) : Task.CompletedTask;
        };
        await using var bench = new DeliveryBench();
        var created = await bench.AddWebhookAsync(_receiver.Address);
        var id = await bench.NotifyAsync(created.Webhook.Id);
        await bench.StartAsync();
        await reached.Task;

        await bench.RestartAsync();
        var row = Assert.Single(await bench.RowsAsync(1));

        Assert.Equal(DeliveryOutcome.Delivered, row.Outcome);
        Assert.Equal([id, id], _receiver.Calls.Select(call => call.Headers["webhook-id"]));
    }

    [Fact]
    public async Task Deliver_PrivateTargetThatNobodyAllowed_IsADeadLetterThatSaysWhy()
    {
        await using var bench = new DeliveryBench(options => options.AllowedTargets = []);
        var created = await bench.AddWebhookAsync(_receiver.Address);
        await bench.NotifyAsync(created.Webhook.Id);

        await bench.StartAsync();
        var row = Assert.Single(await bench.RowsAsync(1));

        Assert.Equal(DeliveryOutcome.Dead, row.Outcome);
        Assert.Contains("127.0.0.0/8", row.Error, StringComparison.Ordinal);
        Assert.Empty(_receiver.Calls);
    }

    [Fact]
    public async Task Deliver_ManyThroughAReceiverThatFailsEveryThird_LosesNone()
    {
        _receiver.Answer = (context, call) => call % 3 == 0 ? Answer(context, 500) : Task.CompletedTask;
        await using var bench = new DeliveryBench(options => options.RetryDelays = string.Join(' ', Enumerable.Repeat("1ms", 40)));
        var created = await bench.AddWebhookAsync(_receiver.Address);
        var ids = new HashSet<string>();
        for (var i = 0; i < 300; i++)
        {
            ids.Add(await bench.NotifyAsync(created.Webhook.Id));
        }
        await bench.StartAsync();

        var delivered = new HashSet<string>();
        while (delivered.Count < ids.Count)
        {
            var row = Assert.Single(await bench.RowsAsync(1));
            if (row.Outcome == DeliveryOutcome.Delivered)
            {
                Assert.True(delivered.Add(row.NotificationId), "delivered twice");
            }
        }
        Assert.Equal(ids, delivered);
    }

    private static Task Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
