using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;
using Observe.Alerts.Outgoing;
using Observe.Storage.Config;

namespace Observe.Alerts.Deliver;

/// <summary>Makes one attempt: signs, sends, reads the beginning of the answer. It never throws for what a receiver does.</summary>
public sealed class WebhookSender(OutgoingGuard guard, IOptions<AlertsOptions> options, TimeProvider time) : IDisposable
{
    private const int MaxAnswerBytes = 4096;

    // The timeout is of the attempt, answer included, so that of the client is off.
    private readonly HttpClient _http = new(guard.CreateHandler(MaxAnswerBytes)) { Timeout = Timeout.InfiniteTimeSpan };

    /// <param name="secrets">It is signed with each of them.</param>
    /// <param name="content">The body in the format of the webhook.</param>
    public async Task<AttemptResult> SendAsync(
        Webhook webhook, IReadOnlyList<string> secrets, DueDelivery delivery, WebhookBody content, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(options.Value.AttemptTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = Request(webhook, secrets, delivery, content);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token);
            var answer = await ReadBeginningAsync(response, linked.Token);
            return new AttemptResult(
                (int)response.StatusCode, "", time.GetElapsedTime(started), answer, RetryAfter(response.Headers.RetryAfter));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed($"no answer in {DurationText.Format(options.Value.AttemptTimeout)}");
        }
        catch (HttpRequestException exception)
        {
            var refusal = exception.InnerException as TargetRefusedException;
            return Failed((refusal ?? exception.InnerException ?? exception).Message, refusal is not null);
        }
        catch (IOException exception)
        {
            return Failed(exception.Message);
        }

        AttemptResult Failed(string error, bool refused = false) =>
            new(0, error, time.GetElapsedTime(started), "", null, refused);
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(Webhook webhook, IReadOnlyList<string> secrets, DueDelivery delivery, WebhookBody content)
    {
        var body = Encoding.UTF8.GetBytes(content.Text);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(content.ContentType, "utf-8");
        request.Headers.UserAgent.ParseAdd("Observe/1");
        request.Headers.Add("webhook-id", delivery.NotificationId);
        request.Headers.Add("webhook-timestamp", now.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", string.Join(' ', secrets.Select(secret => WebhookSignature.Sign(secret, delivery.NotificationId, now, body))));
        request.Headers.Add("Idempotency-Key", delivery.NotificationId);
        return request;
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? header?.Date - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : null;
    }

    private static async Task<string> ReadBeginningAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MaxAnswerBytes];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        // NUL ends nothing in the store, but it does in tools that read from it.
        return Encoding.UTF8.GetString(buffer, 0, length).Replace('\0', '\uFFFD');
    }
}
