using Observe.Collector.Redact;
using static Observe.Collector.Tests.Redact.SomeSecret;

namespace Observe.Collector.Tests.Redact;

/// <summary>Each kind of secret is found in the text around it, and what only resembles it is left alone.</summary>
public sealed class SecretKindTests
{
    /// <summary>By kind: a text and its secret.</summary>
    internal static readonly (string Kind, string Before, string Secret, string After)[] Samples =
    [
        ("private_key", "key: ", $"-----BEGIN RSA PRIVATE KEY-----\n{Of(Alphanumeric, 64)}\n-----END RSA PRIVATE KEY-----", " end"),
        ("private_key", "", $"-----BEGIN OPENSSH PRIVATE KEY-----\\n{Of(Alphanumeric, 64)}", ""),
        ("putty_private_key", "file ", $"PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n{Of(Alphanumeric, 40)}", ""),
        ("age_secret_key", "", "AGE-SECRET-KEY-1" + Of("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58), "\n"),
        ("jwt", "sent ", Jwt, " to the gateway"),
        ("jwt", "jwe ", $"eyJ{Of(Alphanumeric, 30)}.{Of(Alphanumeric, 40)}.{Of(Alphanumeric, 16)}.{Of(Alphanumeric, 90)}.{Of(Alphanumeric, 22)}", ""),
        ("observe_key", "key=\t", "obs_" + Of(Alphanumeric, 43), ""),
        ("aws_access_key_id", "user ", "AKIA" + Of(Upper, 16), " denied"),
        ("aws_access_key_id", "(", "ASIA" + Of(Upper, 16), ")"),
        ("google_api_key", "https://maps.example/api?k=", "AIza" + Of(Alphanumeric, 35), "&v=3"),
        ("google_oauth_token", "", "ya29." + Of(Alphanumeric, 60), ""),
        ("google_client_secret", "", "GOCSPX-" + Of(Alphanumeric, 28), ""),
        ("azure_client_secret", "app ", "a1B8Q~" + Of(Alphanumeric, 34), ""),
        ("digitalocean_token", "", "dop_v1_" + Of(Hex, 64), ""),
        ("alibaba_access_key_id", "", "LTAI" + Of(Alphanumeric, 20), ""),
        ("heroku_key", "", "HRKU-" + Of(Alphanumeric, 60), ""),
        ("tailscale_key", "", "tskey-auth-" + Of(Alphanumeric, 40), ""),
        ("planetscale_token", "", "pscale_tkn_" + Of(Alphanumeric, 43), ""),
        ("supabase_token", "", "sbp_" + Of(Hex, 40), ""),
        ("github_token", "git clone with ", "ghp_" + Of(Alphanumeric, 36), "."),
        ("github_token", "{\\n", "ghs_" + Of(Alphanumeric, 36), ""),
        ("github_fine_grained_token", "", "github_pat_" + Of(Alphanumeric, 22) + "_" + Of(Alphanumeric, 59), ""),
        ("gitlab_token", "", "glpat-" + Of(Alphanumeric, 20), ""),
        ("atlassian_token", "", "ATATT3" + Of(Alphanumeric, 180), ""),
        ("npm_token", "//registry.example/:", "npm_" + Of(Alphanumeric, 36), ""),
        ("pypi_token", "", "pypi-AgEI" + Of(Alphanumeric, 150), ""),
        ("nuget_key", "", "oy2" + Of(Lower, 43), ""),
        ("rubygems_key", "", "rubygems_" + Of(Hex, 48), ""),
        ("docker_token", "", "dckr_pat_" + Of(Alphanumeric, 27), ""),
        ("artifactory_key", "", "AKCp" + Of(Alphanumeric, 69), ""),
        ("terraform_token", "", Of(Alphanumeric, 14) + ".atlasv1." + Of(Alphanumeric, 67), ""),
        ("pulumi_token", "", "pul-" + Of(Hex, 40), ""),
        ("vault_token", "", "hvs." + Of(Alphanumeric, 90), ""),
        ("doppler_token", "", "dp.pt." + Of(Alphanumeric, 43), ""),
        ("postman_key", "", $"PMAK-{Of(Hex, 24)}-{Of(Hex, 34)}", ""),
        ("sentry_token", "", "sntrys_" + Of(Alphanumeric, 120), ""),
        ("grafana_token", "", "glsa_" + Of(Alphanumeric, 32) + "_" + Of(Hex, 8), ""),
        ("new_relic_key", "", "NRAK-" + Of(Upper, 27), ""),
        ("dynatrace_token", "", $"dt0c01.{Of(Upper, 24)}.{Of(Upper, 64)}", ""),
        ("databricks_token", "", "dapi" + Of(Hex, 32), ""),
        ("linear_key", "", "lin_api_" + Of(Alphanumeric, 40), ""),
        ("notion_token", "", "ntn_" + Of(Alphanumeric, 46), ""),
        ("figma_token", "", "figd_" + Of(Alphanumeric, 43), ""),
        ("anthropic_key", "model call with ", "sk-ant-api03-" + Of(Alphanumeric, 95), ""),
        ("openai_key", "", "sk-proj-" + Of(Alphanumeric, 120), ""),
        ("openai_key", "Incorrect API key provided: ", "sk-" + Of(Alphanumeric, 48), "."),
        ("huggingface_token", "", "hf_" + Of(Alphanumeric, 34), ""),
        ("groq_key", "", "gsk_" + Of(Alphanumeric, 52), ""),
        ("perplexity_key", "", "pplx-" + Of(Alphanumeric, 48), ""),
        ("replicate_token", "", "r8_" + Of(Alphanumeric, 37), ""),
        ("xai_key", "", "xai-" + Of(Alphanumeric, 80), ""),
        ("slack_token", "", "xoxb-" + Of("0123456789", 12) + "-" + Of(Alphanumeric, 24), ""),
        ("slack_hook", "POST https://hooks.slack.com/services/", "T0AB12CD3/B0EF45GH6/" + Of(Alphanumeric, 24), " 200"),
        ("discord_hook", "https://discord.com/api/webhooks/", Of("123456789", 18) + "/" + Of(Alphanumeric, 68), ""),
        ("discord_token", "Bot ", $"M{Of(Alphanumeric, 25)}.{Of(Alphanumeric, 6)}.{Of(Alphanumeric, 38)}", ""),
        ("telegram_token", "https://api.telegram.org/bot ", "123456789:AA" + Of(Alphanumeric, 33), "/getMe"),
        ("twilio_key", "", "SK" + Of(Hex, 32), ""),
        ("sendgrid_key", "", $"SG.{Of(Alphanumeric, 22)}.{Of(Alphanumeric, 43)}", ""),
        ("mailgun_key", "", "key-" + Of(Hex, 32), ""),
        ("brevo_key", "", "xkeysib-" + Of(Hex, 64) + "-" + Of(Alphanumeric, 16), ""),
        ("stripe_key", "charge with ", "sk_live_" + Of(Alphanumeric, 24), " failed"),
        ("stripe_key", "", "rk_live_" + Of(Alphanumeric, 99), ""),
        ("webhook_secret", "", "whsec_" + Of(Alphanumeric, 32), ""),
        ("shopify_token", "", "shpat_" + Of(Hex, 32), ""),
        ("square_token", "", "sq0atp-" + Of(Alphanumeric, 22), ""),
        ("aws_signature", "https://b.s3.amazonaws.com/o?X-Amz-Expires=60&X-Amz-Signature=", Of(Hex, 64), "&x-id=GetObject"),
        ("google_signature", "https://storage.googleapis.com/b/o?X-Goog-Signature=", Of(Hex, 256), ""),
        ("azure_signature", "https://a.blob.core.windows.net/c/b?sv=2022-11-02&sr=b&sig=", Of(Alphanumeric, 40) + "%3D", "&se=2026-11-25"),
        ("signature", "https://d.cloudfront.net/x?Expires=1&Signature=", Of(Alphanumeric, 60) + "__", "&Key-Pair-Id=K2"),
        ("azure_account_key", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=", Of(Alphanumeric, 86) + "==", ";EndpointSuffix=core.windows.net"),
        ("bearer", "authorisation was Bearer ", Of(Alphanumeric, 24), ", refused"),
        ("basic", "sent Basic ", Base64("ada:correct horse"), ""),
        ("assigned_header", "GET / authorization: ", "ApiKey abc def", "\r\nhost: x"),
        ("assigned_header", "{\"Cookie\":\"", "sid=abc; theme=dark", "\"}"),
        ("assigned_password", "Host=db;Username=app;Password=", "p,4&x y", ";Pooling=true"),
        ("assigned_password", "Server=db;Uid=app;Pwd=", "hunter2", ""),
        ("assigned_password", "{\"user\":\"ada\",\"password\":\"", "hunter\\\"2", "\",\"remember\":true}"),
        ("assigned_password", "{\\\"user\\\":\\\"ada\\\",\\\"password\\\":\\\"", "hunter2", "\\\"}"),
        ("assigned_password", "UPDATE users SET password = '", "hunter2", "' WHERE id = 4"),
        ("assigned_secret", "client_secret=", "s3", "&grant_type=client_credentials"),
        ("assigned_secret", "AWS_SECRET_ACCESS_KEY=", Of(Alphanumeric, 40), "\nAWS_REGION=eu-west-1"),
        ("assigned_token", "https://api.example/me?access_token=", "abc123", "&fields=id"),
        ("assigned_token", "refreshToken: '", "opaque", "'"),
        ("assigned_key", "x-api-key: ", "4f9d8a7c6b5e", "\n"),
        ("assigned_key", "{\"apiKey\": \"", "abc", "\"}"),
        ("payment_card", "card ", "4111 1111 1111 1111", " declined"),
        ("payment_card", "card ", "4111111111111111", ""),
        ("payment_card", "", "5555-5555-5555-4444", ","),
        ("payment_card", "amex ", "378282246310005", ""),
        ("payment_card", "amex ", "3782 822463 10005", " 12/27"),
        ("payment_card", "visa=", "4222222222222", ""),
        ("payment_card", "", "6205500000000000004", ""),
    ];

    public static TheoryData<string, string, string, string> Positives
    {
        get
        {
            var data = new TheoryData<string, string, string, string>();
            foreach (var (kind, before, secret, after) in Samples)
            {
                data.Add(kind, before, secret, after);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Positives))]
    public void TryRedact_SecretOfKind_IsReplacedAndCounted(string kind, string before, string secret, string after)
    {
        var redactor = new Redactor(new RedactionOptions());

        var redacted = redactor.Redacted(before + secret + after, out var count);

        Assert.Equal(before + "REDACTED" + after, redacted);
        Assert.Equal(1, count);
        Assert.Equal([KeyValuePair.Create(kind, 1L)], redactor.Counts);
    }

    [Theory]
    [InlineData("postgres://app:s3cret@db.internal:5432/shop", "postgres://REDACTED:REDACTED@db.internal:5432/shop")]
    [InlineData("https://ada:p@ss@example.org/a", "https://REDACTED:REDACTED@example.org/a")]
    [InlineData("git clone https://token@example.org/a.git", "git clone https://REDACTED@example.org/a.git")]
    [InlineData("amqps://user:@mq/vhost?heartbeat=5", "amqps://REDACTED:REDACTED@mq/vhost?heartbeat=5")]
    public void TryRedact_CredentialsInAddress_KeepTheAddress(string text, string expected)
    {
        var redactor = new Redactor(new RedactionOptions());

        Assert.Equal(expected, redactor.Redacted(text));
        Assert.Equal(1, redactor.Counts["url_credentials"]);
    }

    [Fact]
    public void All_Kinds_HaveASample()
    {
        var kinds = SecretKinds.All.Select(kind => kind.Name).Append(SecretKinds.PaymentCard).ToHashSet();

        kinds.ExceptWith(Samples.Select(sample => sample.Kind));

        // Shown above, where the replacement differs.
        Assert.Equal(["url_credentials"], kinds);
        Assert.True(SecretKinds.All.Count >= 40);
    }

    [Fact]
    public void TryRedact_SeveralSecrets_AreReplacedInOrder()
    {
        var redactor = new Redactor(new RedactionOptions());
        var text = $"a 4111111111111111 b ghp_{Of(Alphanumeric, 36)} c password=x d https://u:p@h/ e 5555555555554444";

        var redacted = redactor.Redacted(text, out var count);

        Assert.Equal("a REDACTED b REDACTED c password=REDACTED d https://REDACTED:REDACTED@h/ e REDACTED", redacted);
        Assert.Equal(5, count);
    }
}
