using Observe.Redaction;
using static Observe.Sdk.Tests.Redaction.SomeSecret;

namespace Observe.Sdk.Tests.Redaction;

/// <summary>Each kind of secret is found in the text around it, and what only resembles it is left alone.</summary>
public sealed class SecretKindTests
{
    /// <summary>By kind: a text and its secret.</summary>
    internal static readonly (string Kind, string Before, string Secret, string After)[] Samples = SecretSamples.All;

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
