using Observe.Functions.Normalisation;

namespace Observe.Functions.Kinds;

/// <summary>The services of AWS as SDKs and endpoints name them.</summary>
internal static class AwsServices
{
    /// <summary>Above the tables that hold it: static members are made in the order of the text.</summary>
    public static ManagedProduct Lambda { get; } = new(NodeKind.Function, "AWS Lambda");

    private static readonly ManagedProduct DynamoDb = new(NodeKind.Database, "DynamoDB");
    private static readonly ManagedProduct Aurora = new(NodeKind.Database, "RDS");
    private static readonly ManagedProduct Redshift = new(NodeKind.Database, "Redshift");
    private static readonly ManagedProduct OpenSearch = new(NodeKind.Database, "OpenSearch");
    private static readonly ManagedProduct ElastiCache = new(NodeKind.Cache, "ElastiCache");
    private static readonly ManagedProduct Sqs = new(NodeKind.Queue, "SQS");
    private static readonly ManagedProduct Sns = new(NodeKind.Topic, "SNS");
    private static readonly ManagedProduct EventBridge = new(NodeKind.Topic, "EventBridge");
    private static readonly ManagedProduct Kinesis = new(NodeKind.Stream, "Kinesis");
    private static readonly ManagedProduct S3 = new(NodeKind.ObjectStore, "S3");
    private static readonly ManagedProduct StepFunctions = new(NodeKind.Workflow, "Step Functions");
    private static readonly ManagedProduct Cognito = new(NodeKind.Authentication, "Cognito");
    private static readonly ManagedProduct Email = new(NodeKind.ManagedApi, "SES");
    private static readonly ManagedProduct SecretsManager = new(NodeKind.ManagedApi, "Secrets Manager");
    private static readonly ManagedProduct Bedrock = new(NodeKind.ManagedApi, "Bedrock");

    /// <summary>By the name in small letters and digits only, without what SDKs put before and behind it.</summary>
    private static readonly Dictionary<string, ManagedProduct> Products = new(StringComparer.Ordinal)
    {
        ["lambda"] = Lambda,
        ["dynamodb"] = DynamoDb,
        ["dynamodbstreams"] = new(NodeKind.Stream, "DynamoDB Streams"),
        ["streamsdynamodb"] = new(NodeKind.Stream, "DynamoDB Streams"),
        ["rds"] = Aurora,
        ["rdsdata"] = Aurora,
        ["redshift"] = Redshift,
        ["redshiftdata"] = Redshift,
        ["redshiftserverless"] = Redshift,
        ["docdb"] = new(NodeKind.Database, "DocumentDB"),
        ["neptune"] = new(NodeKind.Database, "Neptune"),
        ["timestream"] = new(NodeKind.Database, "Timestream"),
        ["athena"] = new(NodeKind.Database, "Athena"),
        ["es"] = OpenSearch,
        ["aoss"] = OpenSearch,
        ["opensearch"] = OpenSearch,
        ["cache"] = ElastiCache,
        ["elasticache"] = ElastiCache,
        ["dax"] = new(NodeKind.Cache, "DAX"),
        ["sqs"] = Sqs,
        ["sns"] = Sns,
        ["events"] = EventBridge,
        ["eventbridge"] = EventBridge,
        ["cloudwatchevents"] = EventBridge,
        ["kinesis"] = Kinesis,
        ["firehose"] = new(NodeKind.Stream, "Data Firehose"),
        ["kafka"] = new(NodeKind.Stream, "MSK"),
        ["s3"] = S3,
        ["sfn"] = StepFunctions,
        ["states"] = StepFunctions,
        ["syncstates"] = StepFunctions,
        ["stepfunctions"] = StepFunctions,
        ["swf"] = new(NodeKind.Workflow, "SWF"),
        ["scheduler"] = new(NodeKind.Scheduler, "EventBridge Scheduler"),
        ["cognito"] = Cognito,
        ["cognitoidp"] = Cognito,
        ["cognitoidentity"] = Cognito,
        ["cognitoidentityprovider"] = Cognito,
        ["sts"] = new(NodeKind.Authentication, "STS"),
        ["secretsmanager"] = SecretsManager,
        ["ssm"] = new(NodeKind.ManagedApi, "Systems Manager"),
        ["kms"] = new(NodeKind.ManagedApi, "KMS"),
        ["ses"] = Email,
        ["simpleemailservice"] = Email,
        ["email"] = Email,
        ["executeapi"] = new(NodeKind.ManagedApi, "API Gateway"),
        ["apigateway"] = new(NodeKind.ManagedApi, "API Gateway"),
        ["apigatewaymanagementapi"] = new(NodeKind.ManagedApi, "API Gateway"),
        ["appsyncapi"] = new(NodeKind.ManagedApi, "AppSync"),
        ["appconfigdata"] = new(NodeKind.ManagedApi, "AppConfig"),
        ["bedrock"] = Bedrock,
        ["bedrockruntime"] = Bedrock,
        ["bedrockagentruntime"] = Bedrock,
        ["cloudwatch"] = new(NodeKind.ManagedApi, "CloudWatch"),
        ["monitoring"] = new(NodeKind.ManagedApi, "CloudWatch"),
        ["logs"] = new(NodeKind.ManagedApi, "CloudWatch Logs"),
        ["cloudwatchlogs"] = new(NodeKind.ManagedApi, "CloudWatch Logs"),
    };

    /// <summary>Attributes that name a resource of a service, from several years and SDKs; they tell the service, too.</summary>
    private static readonly (ManagedProduct Product, string[] Keys)[] Named =
    [
        (S3, ["aws.s3.bucket", "aws.bucket.name"]),
        (DynamoDb, ["aws.dynamodb.table_names", "aws.table.name"]),
        (Sqs, ["aws.sqs.queue.url", "aws.sqs.queue_url", "aws.queue.url", "aws.queue_url", "aws.queue.name", "aws.sqs.queue_name"]),
        (Sns, ["aws.sns.topic.arn", "aws.topic.arn"]),
        (Kinesis, ["aws.kinesis.stream_name", "aws.kinesis.stream.name", "aws.stream.name"]),
        (StepFunctions,
        [
            "aws.step_functions.state_machine.arn", "aws.step_functions.activity.arn",
            "aws.stepfunctions.state_machine.arn", "aws.stepfunctions.activity.arn",
        ]),
        (SecretsManager, ["aws.secretsmanager.secret.arn"]),
        (Lambda, ["aws.lambda.function.name", "aws.lambda.function.arn"]),
    ];

    /// <summary>Keys of attributes that name a resource.</summary>
    public static IEnumerable<string> NameKeys => Named.SelectMany(entry => entry.Keys);

    /// <summary>The service that a span of an AWS SDK calls; null when it is none.</summary>
    public static GraphNode? Called(AttributeLookup attribute)
    {
        if (Service(attribute) is not { } service)
        {
            foreach (var (known, keys) in Named)
            {
                if (AttributeText.FirstName(attribute, keys) is { } resource)
                {
                    return known.Node(resource);
                }
            }
            return null;
        }
        var product = Find(service) ?? new ManagedProduct(NodeKind.ManagedApi, service);
        var name = Array.Find(Named, entry => entry.Product == product).Keys is { } own ? AttributeText.FirstName(attribute, own) : null;
        return product.Node(name ?? (product.Kind == NodeKind.Database ? AttributeText.First(attribute, "db.collection.name", "db.namespace", "db.name") : null));
    }

    /// <summary>What answers at <c>[NAME.]SERVICE.REGION.amazonaws.com</c>; <paramref name="host"/> is without the ending.</summary>
    public static GraphNode At(string host)
    {
        var labels = host.Split('.');
        for (var index = labels.Length - 1; index >= 0; index--)
        {
            // s3-eu-west-1 is how regions were written at first.
            var product = Find(labels[index].StartsWith("s3-", StringComparison.Ordinal) ? "s3" : labels[index]);
            if (product is not null)
            {
                // The names of buckets may have dots; what else has several parts has the name in the first.
                var before = labels[..index];
                var name = product == S3 ? string.Join('.', before) : before.FirstOrDefault("");
                return product.Node(name.StartsWith("vpce-", StringComparison.Ordinal) ? "" : name);
            }
        }
        return new ManagedProduct(NodeKind.ManagedApi, "AWS").Node(host);
    }

    private static string? Service(AttributeLookup attribute)
    {
        if (AttributeText.First(attribute, "rpc.system.name", "rpc.system") == "aws-api")
        {
            // Newer conventions write the service before the method: DynamoDB/GetItem.
            return AttributeText.First(attribute, "rpc.service") ?? (attribute("rpc.method")?.Split('/', '.') is [{ Length: > 0 } service, _, ..] ? service : null);
        }
        return AttributeText.First(attribute, "aws.service", "aws.service.identifier", "aws.service.api", "aws.service.name");
    }

    private static ManagedProduct? Find(string name)
    {
        var key = string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        foreach (var start in new[] { "amazon", "aws" })
        {
            key = key.StartsWith(start, StringComparison.Ordinal) ? key[start.Length..] : key;
        }
        foreach (var end in new[] { "client", "async", "v2" })
        {
            key = key.EndsWith(end, StringComparison.Ordinal) ? key[..^end.Length] : key;
        }
        return Products.GetValueOrDefault(key);
    }
}
