using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Unicode;
using CsCheck;
using Observe.Redaction;
using static Observe.Sdk.Tests.Redaction.SomeSecret;

namespace Observe.Sdk.Tests.Redaction;

/// <summary>What holds for every text.</summary>
public sealed class RedactionPropertyTests
{
    private static readonly Redactor Redactor = new(new RedactionOptions());

    /// <summary>Texts made of what the patterns look for, so that they meet in every way.</summary>
    private static readonly Gen<string> Texts = Gen.OneOf(
        OneOf([.. SecretKinds.All.SelectMany(kind => kind.Literals)]),
        OneOf(Jwt, "4111111111111111", "5555 5555 5555 4444", "hunter2", "-----END X-----", "REDACTED", "REDACTED:REDACTED", "é", "日", "🚀"),
        OneOf("=", ":", ";", "&", "?", "@", "/", "\"", "'", " ", "  ", "\n", "\\n", "\\\"", "-", "_", ".", "~", "%", "$", "{", "\\"),
        Gen.String[Gen.Char.AlphaNumeric, 1, 60],
        Gen.String[Gen.Char['0', '9'], 1, 20],
        Gen.String[Gen.Char["0123456789abcdef"], 1, 70]).Array[1, 12].Select(string.Concat);

    /// <summary>Texts as people and programs write them: secrets, names and words with something between them.</summary>
    private static readonly Gen<string> Words = Gen.Select(
        Gen.OneOf(
            OneOf([.. SecretKindTests.Samples.Select(sample => sample.Before + sample.Secret + sample.After)]),
            OneOf([.. SecretKindTests.Samples.Select(sample => sample.Secret)]),
            OneOf([.. SecretKinds.All.SelectMany(kind => kind.Literals)]),
            OneOf("password=", "\"token\":", "secret: ", "https://u:p@h/", "REDACTED", "order", "17", "é", "日")),
        OneOf(" ", ", ", "\n", "; ", "\t", " - "),
        (word, separator) => word + separator).Array[1, 12].Select(string.Concat);

    [Fact]
    public void TryRedact_AnyText_StaysText() => Texts.Sample(
        text =>
        {
            var once = Redactor.Redacted(text, out var count);

            Assert.True(Utf8.IsValid(Encoding.UTF8.GetBytes(once)));
            Assert.Equal(count > 0, once != text);
            Assert.True(once.Length <= text.Length + (17 * count));
        },
        iter: 20_000);

    /// <summary>The function's SDK and the collector may both look at a text.</summary>
    [Fact]
    public void TryRedact_Twice_IsAsOnce() => Words.Sample(
        text =>
        {
            var once = Redactor.Redacted(text);

            Assert.Equal(once, Redactor.Redacted(once, out var again));
            Assert.Equal(0, again);
        },
        iter: 20_000);

    [Fact]
    public void TryRedact_AnyBytes_NeverThrows() => Gen.Select(Gen.Byte.Array[0, 200], Texts).Sample(
        (bytes, text) =>
        {
            byte[] value = [.. bytes, .. Encoding.UTF8.GetBytes(text), .. bytes];
            var output = new ArrayBufferWriter<byte>();

            var isRedacted = Redactor.TryRedact(value, output, out var count);
            Redactor.Judge(value);

            Assert.Equal(isRedacted, count > 0);
            Assert.Equal(isRedacted, output.WrittenCount > 0);
        },
        iter: 20_000);

    [Fact]
    public void LiteralFilter_AnyText_FindsWhatAPlainSearchFinds() => Texts.Sample(
        text =>
        {
            string[] literals = ["abc", "ABCD", "key=", "://", "sk-", "sk-ant-", "password", "0123"];
            var filter = new LiteralFilter(literals);
            var bytes = Encoding.UTF8.GetBytes(text.ToLowerInvariant() + "Password SK-ant-abcd://");
            var found = new HashSet<(int, int)>();
            for (var place = filter.Find(bytes, 0, out var hit); place >= 0; place = filter.Find(bytes, place + 1, out hit))
            {
                do
                {
                    found.Add((hit.Index, hit.Start));
                }
                while (filter.TryFindAlso(bytes, place, ref hit));
            }

            var folded = Encoding.Latin1.GetString([.. bytes.Select(Fold)]);
            var expected = literals.SelectMany((literal, index) => Occurrences(folded, Encoding.Latin1.GetString([.. literal.Select(c => Fold((byte)c))]))
                .Select(start => (index, start)));
            Assert.Equal(expected.ToHashSet(), found);
        },
        iter: 5_000);

    public static TheoryData<string> Adversarial
    {
        get
        {
            string[] pieces =
            [
                "a", "1", "4", "4111 ", "4444 4444 4444 4444 4", "41111111111111111111", "eyJ", "eyJ-", "eyJaaaaaaaa.", "eyJaaaaaaaa.eyJ", "://", "://a", "a:b@", "@",
                "password", "password=", "password:", "password: ", "password='", "password=\"\\", "token : ", "token: \"true\\\"", "authorization: ", ";pwd=",
                "-----BEGIN ", "-----BEGIN PRIVATE KEY", "-----END ", "basic ", "basic aaaa", "bearer ", "bearer aaaaaaa ", "Bot ", "Bot a.", ":AA", "1:AA", "a.atlasv1.",
                "SG.", "SG.a", "sig=", "sig=a", "hooks.slack.com/services/", "sk-", "sk-ant-", "\\n", "\"key\":", "key=key", "_", "-", " ", "token=tokentoken", "\u00e9",
                .. SecretKinds.All.SelectMany(kind => kind.Literals),
            ];
            return [.. pieces.Distinct()];
        }
    }

    /// <summary>Any pattern that looked at a byte more than a bounded number of times would take very much longer here.</summary>
    [Theory]
    [MemberData(nameof(Adversarial))]
    public void TryRedact_LongRepetition_TakesLinearTime(string piece)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, (1 << 18) / Encoding.UTF8.GetByteCount(piece))));
        var output = new ArrayBufferWriter<byte>();
        var watch = Stopwatch.StartNew();

        Redactor.TryRedact(bytes, output, out _);
        Redactor.Judge(bytes);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed} for 256 KiB of '{piece}'.");
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static byte Fold(byte value) => (byte)(value | 0x20);

    private static IEnumerable<int> Occurrences(string text, string literal)
    {
        for (var at = text.IndexOf(literal, StringComparison.Ordinal); at >= 0; at = text.IndexOf(literal, at + 1, StringComparison.Ordinal))
        {
            yield return at;
        }
    }
}
