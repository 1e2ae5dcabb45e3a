namespace Observe.Functions.Kinds;

/// <summary>What is known of a host by its name alone: the endpoints of managed services.</summary>
internal static class ManagedHosts
{
    private static readonly string[] AwsEndings = [".amazonaws.com", ".amazonaws.com.cn"];
    private const string GoogleEnding = ".googleapis.com";

    /// <summary>By the ending of the host; what stands before it is the name of the account, database or tenant.</summary>
    private static readonly Dictionary<string, ManagedProduct> Endings = new(StringComparer.Ordinal)
    {
        ["on.aws"] = AwsServices.Lambda,
        ["amazoncognito.com"] = new(NodeKind.Authentication, "Cognito"),
        ["blob.core.windows.net"] = new(NodeKind.ObjectStore, "Blob Storage"),
        ["dfs.core.windows.net"] = new(NodeKind.ObjectStore, "Data Lake Storage"),
        ["file.core.windows.net"] = new(NodeKind.ObjectStore, "Azure Files"),
        ["queue.core.windows.net"] = new(NodeKind.Queue, "Queue Storage"),
        ["table.core.windows.net"] = new(NodeKind.Database, "Table Storage"),
        ["servicebus.windows.net"] = new(NodeKind.Queue, "Service Bus"),
        ["eventgrid.azure.net"] = new(NodeKind.Topic, "Event Grid"),
        ["documents.azure.com"] = new(NodeKind.Database, "Cosmos DB"),
        ["database.windows.net"] = new(NodeKind.Database, "Azure SQL"),
        ["redis.cache.windows.net"] = new(NodeKind.Cache, "Azure Cache for Redis"),
        ["vault.azure.net"] = new(NodeKind.ManagedApi, "Key Vault"),
        ["azconfig.io"] = new(NodeKind.ManagedApi, "App Configuration"),
        ["search.windows.net"] = new(NodeKind.Database, "Azure AI Search"),
        ["logic.azure.com"] = new(NodeKind.Workflow, "Logic Apps"),
        ["durabletask.io"] = new(NodeKind.Workflow, "Durable Task Scheduler"),
        ["openai.azure.com"] = new(NodeKind.ManagedApi, "Azure OpenAI"),
        ["login.microsoftonline.com"] = new(NodeKind.Authentication, "Microsoft Entra ID"),
        ["b2clogin.com"] = new(NodeKind.Authentication, "Azure AD B2C"),
        ["ciamlogin.com"] = new(NodeKind.Authentication, "Microsoft Entra ID"),
        ["graph.microsoft.com"] = new(NodeKind.ManagedApi, "Microsoft Graph"),
        ["accounts.google.com"] = new(NodeKind.Authentication, "Google sign-in"),
        ["cloudfunctions.net"] = new(NodeKind.Function, "Cloud Run functions"),
        ["run.app"] = new(NodeKind.Container, "Cloud Run"),
        ["firebaseio.com"] = new(NodeKind.Database, "Firebase Realtime Database"),
        ["workers.dev"] = new(NodeKind.EdgeFunction, "Cloudflare Workers"),
        ["r2.cloudflarestorage.com"] = new(NodeKind.ObjectStore, "R2"),
        ["auth0.com"] = new(NodeKind.Authentication, "Auth0"),
        ["okta.com"] = new(NodeKind.Authentication, "Okta"),
        ["oktapreview.com"] = new(NodeKind.Authentication, "Okta"),
        ["clerk.accounts.dev"] = new(NodeKind.Authentication, "Clerk"),
        ["mongodb.net"] = new(NodeKind.Database, "MongoDB Atlas"),
        ["neon.tech"] = new(NodeKind.Database, "Neon"),
        ["psdb.cloud"] = new(NodeKind.Database, "PlanetScale"),
        ["supabase.co"] = new(NodeKind.Database, "Supabase"),
        ["qstash.upstash.io"] = new(NodeKind.Queue, "QStash"),
        ["upstash.io"] = new(NodeKind.Cache, "Upstash"),
        ["tmprl.cloud"] = new(NodeKind.Workflow, "Temporal"),
        ["api.stripe.com"] = new(NodeKind.ManagedApi, "Stripe"),
        ["api.twilio.com"] = new(NodeKind.ManagedApi, "Twilio"),
        ["api.sendgrid.com"] = new(NodeKind.ManagedApi, "SendGrid"),
        ["api.openai.com"] = new(NodeKind.ManagedApi, "OpenAI"),
        ["api.anthropic.com"] = new(NodeKind.ManagedApi, "Anthropic"),
        ["api.github.com"] = new(NodeKind.ManagedApi, "GitHub"),
        ["hooks.slack.com"] = new(NodeKind.ManagedApi, "Slack"),
        ["slack.com"] = new(NodeKind.ManagedApi, "Slack"),
    };

    /// <summary>Null for a host that could be anybody's.</summary>
    public static GraphNode? Find(string? host)
    {
        if (host is null)
        {
            return null;
        }
        if (Array.Find(AwsEndings, ending => host.EndsWith(ending, StringComparison.Ordinal)) is { } aws)
        {
            return AwsServices.At(host[..^aws.Length]);
        }
        if (host.EndsWith(GoogleEnding, StringComparison.Ordinal))
        {
            return GoogleServices.At(host[..^GoogleEnding.Length]);
        }
        for (var start = 0; start >= 0;)
        {
            if (Endings.TryGetValue(host[start..], out var product))
            {
                return product.Node(start == 0 ? "" : host[..(start - 1)]);
            }
            var dot = host.IndexOf('.', start);
            start = dot < 0 ? -1 : dot + 1;
        }
        return null;
    }
}
