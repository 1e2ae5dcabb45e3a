using System.Text;
using Observe.Functions.Advice;
using Observe.Redaction;
using static Observe.Sdk.Tests.Redaction.SomeSecret;

namespace Observe.Sdk.Tests.Redaction;

public sealed class RedactorTests
{
    [Fact]
    public void Replacement_IsWhatTheAdvisorLooksFor() => Assert.Equal(SecretsInTelemetry.Replacement, Encoding.UTF8.GetString(Redactor.Replacement));

    [Theory]
    [InlineData("authorization")]
    [InlineData("http.request.header.authorization")]
    [InlineData("http.request.header.Proxy-Authorization")]
    [InlineData("http.request.header.cookie")]
    [InlineData("http.response.header.set-cookie")]
    [InlineData("http.request.header.x-api-key")]
    [InlineData("http.request.header.x-amz-security-token")]
    [InlineData("http.request.header.x-functions-key")]
    [InlineData("http.request.header.ocp-apim-subscription-key")]
    [InlineData("http.request.header.x-goog-api-key")]
    [InlineData("password")]
    [InlineData("db.user.password")]
    [InlineData("userPassword")]
    [InlineData("DB_PASSWORD")]
    [InlineData("password_confirmation")]
    [InlineData("passwd")]
    [InlineData("Pwd")]
    [InlineData("secret")]
    [InlineData("client_secret")]
    [InlineData("clientSecret")]
    [InlineData("app.secret.value")]
    [InlineData("token")]
    [InlineData("accessToken")]
    [InlineData("refresh_token")]
    [InlineData("x-auth-token")]
    [InlineData("api_key")]
    [InlineData("apikey")]
    [InlineData("apiKey")]
    [InlineData("DD-API-KEY")]
    [InlineData("AWS_SECRET_ACCESS_KEY")]
    [InlineData("access_key")]
    [InlineData("private_key")]
    [InlineData("storage.account_key")]
    [InlineData("SharedAccessKey")]
    [InlineData("ConnectionString")]
    [InlineData("db.connection_string")]
    [InlineData("credentials")]
    [InlineData("card.number")]
    [InlineData("cvv")]
    [InlineData("JSESSIONID")]
    public void Judge_NameOfASecret_IsMasked(string key) => Assert.Equal(KeyVerdict.Mask, Judge(key));

    [Theory]
    [InlineData("token.count")]
    [InlineData("max_tokens")]
    [InlineData("llm.token_count.prompt")]
    [InlineData("gen_ai.token.type")]
    [InlineData("gen_ai.response.time_to_first_token")]
    [InlineData("pagination.next_token")]
    [InlineData("nextToken")]
    [InlineData("password.policy")]
    [InlineData("password_length")]
    [InlineData("secret.name")]
    [InlineData("aws.secretsmanager.secret.arn")]
    [InlineData("k8s.secret.name")]
    [InlineData("access_key_id")]
    [InlineData("messaging.kafka.message.key")]
    [InlineData("aws.s3.key")]
    [InlineData("partition_key")]
    [InlineData("public_key")]
    [InlineData("cookie.consent")]
    [InlineData("aws.lambda.resource_mapping.id")]
    [InlineData("tokenizer")]
    [InlineData("keyboard")]
    [InlineData("http.request.header.accept")]
    [InlineData("url.full")]
    [InlineData("db.query.text")]
    [InlineData("exception.message")]
    [InlineData("")]
    [InlineData("...")]
    public void Judge_OtherName_IsScanned(string key) => Assert.Equal(KeyVerdict.Scan, Judge(key));

    [Theory]
    [InlineData("faas.invocation_id")]
    [InlineData("messaging.message.id")]
    [InlineData("gen_ai.usage.input_tokens")]
    [InlineData("http.request.method")]
    public void Judge_WordOrIdOfAPlatform_IsKept(string key) => Assert.Equal(KeyVerdict.Keep, Judge(key));

    [Fact]
    public void Judge_ConfiguredKeys_GoBeforeTheRules()
    {
        var redactor = new Redactor(new RedactionOptions { ExtraKeys = { "customer.iban", "X-Tenant" }, AllowedKeys = { "test.password" } });

        Assert.Equal(KeyVerdict.Mask, redactor.Judge("Customer.IBAN"u8));
        Assert.Equal(KeyVerdict.Mask, redactor.Judge("http.request.header.x-tenant"u8));
        Assert.Equal(KeyVerdict.Keep, redactor.Judge("test.password"u8));
        Assert.Equal(KeyVerdict.Mask, redactor.Judge("other.test.password"u8));
    }

    [Fact]
    public void Redactor_SwitchedOff_LeavesEverything()
    {
        var redactor = new Redactor(new RedactionOptions { Enabled = false });

        Assert.Equal(KeyVerdict.Keep, redactor.Judge("password"u8));
        Assert.Equal("password=hunter2", redactor.Redacted("password=hunter2"));
    }

    [Fact]
    public async Task TryRedact_ManyThreads_CountsEach()
    {
        var redactor = new Redactor(new RedactionOptions());

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                Assert.Equal("x REDACTED", redactor.Redacted("x ghp_" + Of(Alphanumeric, 36)));
                redactor.Masked();
            }
        })));

        Assert.Equal(8_000, redactor.Counts["github_token"]);
        Assert.Equal(8_000, redactor.Counts[SecretKinds.Key]);
    }

    private static KeyVerdict Judge(string key) => new Redactor(new RedactionOptions()).Judge(Encoding.UTF8.GetBytes(key));
}
