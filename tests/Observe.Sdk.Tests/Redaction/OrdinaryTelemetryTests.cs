using Observe.Redaction;
using static Observe.Sdk.Tests.Redaction.SomeSecret;

namespace Observe.Sdk.Tests.Redaction;

/// <summary>What is no secret stays as it is, to the byte.</summary>
public sealed class OrdinaryTelemetryTests
{
    public static TheoryData<string> Ordinary =>
    [
        // What telemetry is full of
        "", "GET", "200", "orders-service", "us-east-1", "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "7f8b2a50-9c1e-4d1a-8f8e-1b2c3d4e5f60",
        "1732471234567890123", "1732471234567", "1732471234", "2026-11-24T17:51:09.123456789Z", "2026-11-24 17:51:09",
        "https://shop.example/orders/4711?page=2&sort=desc#top", "https://shop.example:8443/a/b;v=1/c.json",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
        "SELECT id, total FROM orders WHERE customer_id = $1 AND status IN ('open','paid') ORDER BY created_at DESC LIMIT 50",
        "UPDATE users SET password = $1, token = ? WHERE id = @p0", "INSERT INTO keys (id, secret) VALUES (?, ?)",
        "arn:aws:lambda:eu-west-1:123456789012:function:checkout", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf",
        "System.InvalidOperationException: The token was not found.\n   at Shop.Orders.PlaceAsync(Order order) in /src/Orders.cs:line 42",
        "10.0.12.7:54321", "2001:db8::1", "de:ad:aa:00:be:ef", "+49 30 1234567", "ada@example.org", "mailto:ada@example.org",
        "{\"orderId\":\"A-1732471234567890\",\"items\":[{\"sku\":\"4006381333931\",\"qty\":2}],\"total\":129.95}",
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
        "ORD-2026-000123-4567", "0.4111111111111111", "4111111111111111.5", "rate 12.34567890123456789", "日本語のログ 🚀 naïve café",
        "messages consumed: 17, lag 0, partition key order-17, cache_key=orders:17", "task-runner disk-usage risk-score",

        // Names of secrets without a secret
        "max_tokens=512 input_tokens=17 token_count=3 next_page_token=abc nextToken: 'xyz' hasToken=true",
        "invalid token: expired", "password: required", "Password must be at least 8 characters", "the secret: to be patient",
        "token=null", "password=***", "secret=${DB_SECRET}", "apiKey={{api_key}}", "PWD=/home/app", "Authorization", "Bearer realm=\"x\"",
        "bearer authentication is required", "basic authentication", "Basic plan, 3 seats", "cookie policy accepted", "the key is missing",
        "password=REDACTED", "https://REDACTED:REDACTED@db/x", "X-Amz-Signature=REDACTED", "Bearer REDACTED", "sort_key=17 primary_key=id",
        "password_reset_count=17", "secret_name=db-main", "token_type=Bearer&expires_in=3600",

        // Near misses
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----", "xAKIA" + Of(Upper, 16),
        "AKIA" + Of(Upper, 15), "AKIA" + Of(Upper, 17), "akia" + Of(Upper, 16), "ghp_short", "ghp_" + Of(Alphanumeric, 35) + "-x",
        "eyJhbGciOiJIUzI1NiJ9", "eyJhbGciOiJIUzI1NiJ9.short", "design=" + Of(Alphanumeric, 40), "sig=short", "npm_config_registry",
        "hf_model", "key-value", "key-" + Of(Hex, 31), "sk-learn", "sk_live_short", "xoxb-", "SG.1.2", "SKU-4006381333931", "glpat-x", "obs_" + Of(Alphanumeric, 39),
        "4111111111111112", "1234567890123456", "0000000000000000", "4111-1111-1111-1112", "41111111-1111-1111-1111-111111111111",
        "a4111111111111111", "4111111111111111a", "id_4111111111111111", "4111 1111-1111 1111", "9999999999999995",
        "411111111111111", "3400000000000000", "x.4111111111111111", "-----------------------------------", "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6",
        "://", "a://b", "https://example.org/@ada", "https://example.org/a?to=ada@example.org", "s3://bucket/key@version", "Bot 3 has left",
    ];

    [Theory]
    [MemberData(nameof(Ordinary))]
    public void TryRedact_NoSecret_LeavesTheValue(string text)
    {
        var redactor = new Redactor(new RedactionOptions());

        Assert.Equal(text, redactor.Redacted(text, out var count));
        Assert.Equal(0, count);
    }

    [Fact]
    public void TryRedact_NoSecret_AllocatesNothing()
    {
        var redactor = new Redactor(new RedactionOptions());
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var values = ((IEnumerable<object[]>)Ordinary).Select(row => System.Text.Encoding.UTF8.GetBytes((string)row[0])).ToArray();
        RedactAll();

        var before = GC.GetAllocatedBytesForCurrentThread();
        RedactAll();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, output.WrittenCount);

        void RedactAll()
        {
            foreach (var value in values)
            {
                redactor.TryRedact(value, output, out _);
                redactor.Judge(value);
            }
        }
    }
}
