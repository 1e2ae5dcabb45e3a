using static Observe.Redaction.SecretKind;

namespace Observe.Redaction;

/// <summary>
/// The secrets that are looked for, a line each: name, literals, and what stands around them. The shapes are those that their issuers
/// publish. Order matters where one text fits two kinds: the first counts. A run that marks may stand in has no upper end: what joins on
/// belongs to it, or the rest would look different once another secret has been taken out of it.
/// </summary>
internal static class SecretKinds
{
    /// <summary>Found by their digits, not by a literal.</summary>
    public const string PaymentCard = "payment_card";

    /// <summary>Values that are secrets because of their key.</summary>
    public const string Key = "key";

    private const string Signature = "[A-Za-z0-9%+/=_.~-]{16,}";

    public static IReadOnlyList<SecretKind> All { get; } =
    [
        // Keys of machines and people
        new("private_key", ["-----BEGIN "], new PemPattern()),
        new("putty_private_key", ["PuTTY-User-Key-File-"], new RestPattern()),
        Token("age_secret_key", "AGE-SECRET-KEY-1", "[A-Z0-9]{58}"),
        Token("jwt", "eyJ", @"[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]{0,}"),
        Token("observe_key", "obs_", "[A-Za-z0-9]{40,48}"),

        // Clouds
        Token("aws_access_key_id", "AKIA ASIA ABIA ACCA", "[A-Z2-7]{16}"),
        Token("google_api_key", "AIza", "[A-Za-z0-9_-]{35,}"),
        Token("google_oauth_token", "ya29.", "[A-Za-z0-9_.-]{20,}"),
        Token("google_client_secret", "GOCSPX-", "[A-Za-z0-9_-]{28,}"),
        Token("azure_client_secret", "7Q~ 8Q~", "[A-Za-z0-9_.~-]{31,}", before: "[A-Za-z0-9_.~]{3}"),
        Token("digitalocean_token", "dop_v1_ doo_v1_ dor_v1_", "[a-f0-9]{64}"),
        Token("alibaba_access_key_id", "LTAI", "[A-Za-z0-9]{12,24}"),
        Token("heroku_key", "HRKU-", "[A-Za-z0-9_-]{36,}"),
        Token("tailscale_key", "tskey-", "[A-Za-z0-9-]{20,}"),
        Token("planetscale_token", "pscale_tkn_ pscale_pw_ pscale_oauth_", "[A-Za-z0-9_.-]{32,}"),
        Token("supabase_token", "sbp_", "[a-f0-9]{40}"),

        // Source code and packages
        Token("github_token", "ghp_ gho_ ghu_ ghs_ ghr_", "[A-Za-z0-9]{36,255}"),
        Token("github_fine_grained_token", "github_pat_", "[A-Za-z0-9_]{36,}"),
        Token("gitlab_token", "glpat- gldt- glrt- glptt- glcbt- glsoat-", "[A-Za-z0-9_.-]{20,}"),
        Token("atlassian_token", "ATATT3", "[A-Za-z0-9_=-]{60,}"),
        Token("npm_token", "npm_", "[A-Za-z0-9]{36}"),
        Token("pypi_token", "pypi-AgEI", "[A-Za-z0-9_-]{50,}"),
        Token("nuget_key", "oy2", "[a-z0-9]{43}"),
        Token("rubygems_key", "rubygems_", "[a-f0-9]{48}"),
        Token("docker_token", "dckr_pat_ dckr_oat_", "[A-Za-z0-9_-]{27,}"),
        Token("artifactory_key", "AKCp", "[A-Za-z0-9]{60,80}"),
        Token("terraform_token", ".atlasv1.", "[A-Za-z0-9_=-]{60,}", before: "[A-Za-z0-9]{14}"),
        Token("pulumi_token", "pul-", "[a-f0-9]{40}"),
        Token("vault_token", "hvs. hvb. hvr.", "[A-Za-z0-9_-]{24,}"),
        Token("doppler_token", "dp.pt. dp.st. dp.ct. dp.sa.", "[A-Za-z0-9_.-]{40,}"),
        Token("postman_key", "PMAK-", @"[a-f0-9]{24}-[a-f0-9]{34}"),
        Token("sentry_token", "sntrys_ sntryu_", "[A-Za-z0-9+/=_]{40,}"),
        Token("grafana_token", "glsa_ glc_", "[A-Za-z0-9+/=_]{32,}"),
        Token("new_relic_key", "NRAK- NRJS- NRII-", "[A-Za-z0-9_-]{19,}"),
        Token("dynatrace_token", "dt0c01. dt0s16. dt0s01.", @"[A-Z0-9]{8,24}\.[A-Z0-9]{64}"),
        Token("databricks_token", "dapi", "[a-f0-9]{32}"),
        Token("linear_key", "lin_api_", "[A-Za-z0-9]{40}"),
        Token("notion_token", "ntn_ secret_", "[A-Za-z0-9]{43,50}"),
        Token("figma_token", "figd_", "[A-Za-z0-9_-]{40,}"),

        // Language models
        Token("anthropic_key", "sk-ant-", "[A-Za-z0-9_-]{24,}"),
        Token("openai_key", "sk-", "[A-Za-z0-9_-]{40,}"),
        Token("huggingface_token", "hf_", "[A-Za-z0-9]{34,40}"),
        Token("groq_key", "gsk_", "[A-Za-z0-9]{52}"),
        Token("perplexity_key", "pplx-", "[A-Za-z0-9]{48,56}"),
        Token("replicate_token", "r8_", "[A-Za-z0-9]{37}"),
        Token("xai_key", "xai-", "[A-Za-z0-9]{80}"),

        // Messages and money
        Token("slack_token", "xoxa- xoxb- xoxc- xoxd- xoxe- xoxo- xoxp- xoxr- xoxs- xapp-", "[A-Za-z0-9%-]{10,}"),
        Parameter("slack_hook", "hooks.slack.com/services/ hooks.slack.com/workflows/ hooks.slack.com/triggers/", "[A-Za-z0-9/_-]{20,}"),
        Parameter("discord_hook", "discord.com/api/webhooks/ discordapp.com/api/webhooks/", "[A-Za-z0-9/_-]{40,}"),
        new("discord_token", ["Bot "], new TokenPattern(@"[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,40}", keepsLiteral: true)),
        Token("telegram_token", ":AA", "[A-Za-z0-9_-]{33,}", before: "[0-9]{8,10}"),
        Token("twilio_key", "SK0 SK1 SK2 SK3 SK4 SK5 SK6 SK7 SK8 SK9 SKa SKb SKc SKd SKe SKf", "[a-f0-9]{31}"),
        Token("sendgrid_key", "SG.", @"[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
        Token("mailgun_key", "key-", "[a-f0-9]{32}"),
        Token("brevo_key", "xkeysib-", "[A-Za-z0-9-]{64,}"),
        Token("stripe_key", "sk_live_ rk_live_ sk_test_ rk_test_", "[A-Za-z0-9]{16,250}"),
        Token("webhook_secret", "whsec_", "[A-Za-z0-9+/=_-]{16,}"),
        Token("shopify_token", "shpat_ shpca_ shppa_ shpss_", "[a-fA-F0-9]{32}"),
        Token("square_token", "sq0atp- sq0csp-", "[A-Za-z0-9_-]{22,}"),

        // Signed addresses: the path stays, the signature goes
        Parameter("aws_signature", "X-Amz-Signature= X-Amz-Credential= X-Amz-Security-Token= AWSAccessKeyId=", Signature),
        Parameter("google_signature", "X-Goog-Signature= X-Goog-Credential= GoogleAccessId=", Signature),
        Parameter("azure_signature", "sig=", Signature),
        Parameter("signature", "Signature=", Signature),

        // Connection strings
        Parameter("azure_account_key", "AccountKey= SharedAccessKey=", "[A-Za-z0-9+/=%]{20,}"),
        new("url_credentials", ["://"], new UserInfoPattern()),

        // Schemes and names
        new("bearer", ["bearer "], new BearerPattern(), IgnoresCase: true),
        new("basic", ["basic "], new BasicPattern(), IgnoresCase: true),
        Assigned("assigned_header", "authorization cookie"),
        Assigned("assigned_password", "passw passphrase passcode pwd"),
        Assigned("assigned_secret", "secret credential"),
        Assigned("assigned_token", "token"),
        Assigned("assigned_key", "key= key: key\" key' key\\ accesskey apikey"),
    ];
}
