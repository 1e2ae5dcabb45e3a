using CsCheck;
using Observe.Functions.Kinds;

namespace Observe.Functions.Tests.Kinds;

public sealed class CalledNodeReaderTests
{
    [Theory]
    [InlineData("faas.invoked_name=pay; faas.invoked_provider=aws", NodeKind.Function, "pay", "AWS Lambda")]
    [InlineData("faas.invoked_name=arn:aws:lambda:eu-west-1:1:function:pay; rpc.system=aws-api; rpc.service=Lambda; faas.invoked_provider=aws", NodeKind.Function, "pay", "AWS Lambda")]
    [InlineData("faas.invoked_name=pay; faas.invoked_provider=gcp", NodeKind.Function, "pay", "Cloud Run functions")]
    [InlineData("faas.invoked_name=pay", NodeKind.Function, "pay", "")]
    [InlineData("rpc.system=aws-api; rpc.service=Lambda; aws.lambda.function.name=pay", NodeKind.Function, "pay", "AWS Lambda")]
    public void Read_InvokedFunction_IsAFunction(string attributes, NodeKind kind, string name, string product) =>
        AssertNode(attributes, kind, name, product);

    [Theory]
    [InlineData("db.system.name=postgresql; db.namespace=shop; db.collection.name=orders", NodeKind.Database, "shop", "PostgreSQL")]
    [InlineData("db.system=mysql; db.name=shop; net.peer.name=db-1", NodeKind.Database, "shop", "MySQL")]
    [InlineData("db.system=mongodb; db.mongodb.collection=orders", NodeKind.Database, "orders", "MongoDB")]
    [InlineData("db.system.name=microsoft.sql_server; server.address=SQL-1", NodeKind.Database, "sql-1", "SQL Server")]
    [InlineData("db.system=mssql", NodeKind.Database, "SQL Server", "SQL Server")]
    [InlineData("db.system.name=aws.dynamodb; db.collection.name=Users", NodeKind.Database, "Users", "DynamoDB")]
    [InlineData("db.system=cosmosdb; db.name=shop; db.cosmosdb.container=orders", NodeKind.Database, "shop", "Cosmos DB")]
    [InlineData("db.system.name=azure.cosmosdb; db.namespace=shop", NodeKind.Database, "shop", "Cosmos DB")]
    [InlineData("db.system=firestore; db.collection.name=baskets", NodeKind.Database, "baskets", "Firestore")]
    [InlineData("db.system=redis; db.redis.database_index=0; net.peer.name=cache-1", NodeKind.Cache, "cache-1", "Redis")]
    [InlineData("db.system.name=redis; db.namespace=0; server.address=cache-1", NodeKind.Cache, "cache-1", "Redis")]
    [InlineData("db.system.name=memcached", NodeKind.Cache, "Memcached", "Memcached")]
    [InlineData("db.system=cache; db.name=hospital", NodeKind.Database, "hospital", "InterSystems Caché")]
    [InlineData("db.system.name=intersystems.cache", NodeKind.Database, "InterSystems Caché", "InterSystems Caché")]
    [InlineData("db.system.name=ourdb; db.namespace=a", NodeKind.Database, "a", "ourdb")]
    public void Read_DatabaseConventions_AreDatabasesAndCaches(string attributes, NodeKind kind, string name, string product) =>
        AssertNode(attributes, kind, name, product);

    [Theory]
    [InlineData("messaging.system=aws_sqs; messaging.destination.name=orders", NodeKind.Queue, "orders", "SQS")]
    [InlineData("messaging.system=AmazonSQS; messaging.destination=orders; messaging.destination_kind=queue", NodeKind.Queue, "orders", "SQS")]
    [InlineData("messaging.system=aws.sqs; messaging.url=https://sqs.eu-west-1.amazonaws.com/123/orders", NodeKind.Queue, "orders", "SQS")]
    [InlineData("messaging.system=aws.sns; messaging.destination.name=arn:aws:sns:eu-west-1:123:placed", NodeKind.Topic, "placed", "SNS")]
    [InlineData("messaging.system=servicebus; messaging.destination.name=orders", NodeKind.Queue, "orders", "Service Bus")]
    [InlineData("messaging.system=servicebus; messaging.destination.name=placed; messaging.destination.subscription.name=mail", NodeKind.Topic, "placed", "Service Bus")]
    [InlineData("messaging.system=rabbitmq; messaging.destination=placed; messaging.destination_kind=topic", NodeKind.Topic, "placed", "RabbitMQ")]
    [InlineData("messaging.system=eventgrid; messaging.destination.name=placed", NodeKind.Topic, "placed", "Event Grid")]
    [InlineData("messaging.system=gcp_pubsub; messaging.destination.name=placed", NodeKind.Topic, "placed", "Pub/Sub")]
    [InlineData("messaging.system=kafka; messaging.destination.name=clicks; messaging.destination_kind=topic", NodeKind.Stream, "clicks", "Kafka")]
    [InlineData("messaging.system=eventhubs; messaging.destination.name=clicks", NodeKind.Stream, "clicks", "Event Hubs")]
    [InlineData("messaging.system=aws.kinesis; messaging.destination.name=clicks", NodeKind.Stream, "clicks", "Kinesis")]
    [InlineData("messaging.system=aws_eventbridge; messaging.destination.name=default", NodeKind.Topic, "default", "EventBridge")]
    [InlineData("messaging.system=kafka; messaging.destination.template=orders-{id}; messaging.destination.name=orders-7", NodeKind.Stream, "orders-{id}", "Kafka")]
    [InlineData("messaging.system=ourmq", NodeKind.Queue, "ourmq", "ourmq")]
    public void Read_MessagingConventions_AreQueuesTopicsAndStreams(string attributes, NodeKind kind, string name, string product) =>
        AssertNode(attributes, kind, name, product);

    [Theory]
    [InlineData("rpc.system=aws-api; rpc.service=S3; aws.s3.bucket=receipts", NodeKind.ObjectStore, "receipts", "S3")]
    [InlineData("rpc.system=aws-api; rpc.service=Amazon S3; aws.bucket.name=receipts", NodeKind.ObjectStore, "receipts", "S3")]
    [InlineData("rpc.system=aws-api; rpc.service=DynamoDB; aws.dynamodb.table_names={\"arrayValue\":{\"values\":[{\"stringValue\":\"Users\"},{\"stringValue\":\"Cats\"}]}}", NodeKind.Database, "Users, Cats", "DynamoDB")]
    [InlineData("rpc.system=aws-api; rpc.service=AmazonDynamoDBv2; aws.table.name=Users", NodeKind.Database, "Users", "DynamoDB")]
    [InlineData("rpc.system.name=aws-api; rpc.method=DynamoDB/GetItem; aws.dynamodb.table_names=[\"Users\"]", NodeKind.Database, "Users", "DynamoDB")]
    [InlineData("rpc.system=aws-api; rpc.service=SQS; aws.sqs.queue.url=https://sqs.eu-west-1.amazonaws.com/123/orders", NodeKind.Queue, "orders", "SQS")]
    [InlineData("rpc.system=aws-api; rpc.service=SNS; aws.sns.topic.arn=arn:aws:sns:eu-west-1:123:placed", NodeKind.Topic, "placed", "SNS")]
    [InlineData("rpc.system=aws-api; rpc.service=Kinesis; aws.kinesis.stream_name=clicks", NodeKind.Stream, "clicks", "Kinesis")]
    [InlineData("rpc.system=aws-api; rpc.service=SFN; aws.step_functions.state_machine.arn=arn:aws:states:eu-west-1:123:stateMachine:fulfil:3", NodeKind.Workflow, "fulfil", "Step Functions")]
    [InlineData("rpc.system=aws-api; rpc.service=AWSStepFunctions; aws.stepfunctions.activity.arn=arn:aws:states:eu-west-1:123:activity:pack", NodeKind.Workflow, "pack", "Step Functions")]
    [InlineData("rpc.system=aws-api; rpc.service=EventBridge", NodeKind.Topic, "EventBridge", "EventBridge")]
    [InlineData("rpc.system=aws-api; rpc.service=Scheduler", NodeKind.Scheduler, "EventBridge Scheduler", "EventBridge Scheduler")]
    [InlineData("rpc.system=aws-api; rpc.service=Cognito Identity Provider", NodeKind.Authentication, "Cognito", "Cognito")]
    [InlineData("rpc.system=aws-api; rpc.service=Secrets Manager; aws.secretsmanager.secret.arn=arn:aws:secretsmanager:eu-west-1:123:secret:db-Xy1", NodeKind.ManagedApi, "db-Xy1", "Secrets Manager")]
    [InlineData("rpc.system=aws-api; rpc.service=Rekognition", NodeKind.ManagedApi, "Rekognition", "Rekognition")]
    [InlineData("aws.service=Amazon SQS; aws.queue.name=orders", NodeKind.Queue, "orders", "SQS")]
    [InlineData("aws.s3.bucket=receipts", NodeKind.ObjectStore, "receipts", "S3")]
    [InlineData("aws.step_functions.state_machine.arn=arn:aws:states:eu-west-1:123:stateMachine:fulfil", NodeKind.Workflow, "fulfil", "Step Functions")]
    public void Read_AwsConventions_AreTheServicesOfAws(string attributes, NodeKind kind, string name, string product) =>
        AssertNode(attributes, kind, name, product);

    [Theory]
    [InlineData("az.namespace=Microsoft.ServiceBus; message_bus.destination=orders", NodeKind.Queue, "orders", "Service Bus")]
    [InlineData("azure.resource_provider.namespace=Microsoft.EventHub", NodeKind.Stream, "Event Hubs", "Event Hubs")]
    [InlineData("az.namespace=Microsoft.KeyVault; server.address=shop.vault.azure.net", NodeKind.ManagedApi, "shop", "Key Vault")]
    [InlineData("az.namespace=Microsoft.Storage; http.url=https://shop.queue.core.windows.net/orders/messages", NodeKind.Queue, "shop", "Queue Storage")]
    [InlineData("az.namespace=Microsoft.EventHub; server.address=shop.servicebus.windows.net", NodeKind.Stream, "shop", "Event Hubs")]
    [InlineData("az.namespace=Microsoft.Storage", NodeKind.ObjectStore, "Azure Storage", "Azure Storage")]
    [InlineData("gcp.client.service=storage; gcp.storage.bucket=receipts; server.address=storage.googleapis.com", NodeKind.ObjectStore, "receipts", "Cloud Storage")]
    [InlineData("az.namespace=Microsoft.Quantum", NodeKind.ManagedApi, "Microsoft.Quantum", "Microsoft.Quantum")]
    [InlineData("gcp.client.service=storage", NodeKind.ObjectStore, "Cloud Storage", "Cloud Storage")]
    [InlineData("rpc.system=grpc; rpc.service=google.firestore.v1.Firestore", NodeKind.Database, "Firestore", "Firestore")]
    [InlineData("rpc.system=grpc; rpc.service=google.cloud.tasks.v2.CloudTasks", NodeKind.Queue, "Cloud Tasks", "Cloud Tasks")]
    [InlineData("rpc.system=grpc; rpc.service=temporal.api.workflowservice.v1.WorkflowService", NodeKind.Workflow, "Temporal", "Temporal")]
    [InlineData("gen_ai.provider.name=anthropic; gen_ai.request.model=a-model", NodeKind.ManagedApi, "a-model", "anthropic")]
    public void Read_OtherConventions_AreTheirServices(string attributes, NodeKind kind, string name, string product) =>
        AssertNode(attributes, kind, name, product);

    [Theory]
    [InlineData("receipts.s3.eu-west-1.amazonaws.com", NodeKind.ObjectStore, "receipts", "S3")]
    [InlineData("a.b.s3-eu-west-1.amazonaws.com", NodeKind.ObjectStore, "a.b", "S3")]
    [InlineData("lambda.s3.amazonaws.com", NodeKind.ObjectStore, "lambda", "S3")]
    [InlineData("dynamodb.eu-west-1.amazonaws.com", NodeKind.Database, "DynamoDB", "DynamoDB")]
    [InlineData("shop.abc.eu-west-1.rds.amazonaws.com", NodeKind.Database, "shop", "RDS")]
    [InlineData("states.cn-north-1.amazonaws.com.cn", NodeKind.Workflow, "Step Functions", "Step Functions")]
    [InlineData("cognito-idp.eu-west-1.amazonaws.com", NodeKind.Authentication, "Cognito", "Cognito")]
    [InlineData("scheduler.eu-west-1.amazonaws.com", NodeKind.Scheduler, "EventBridge Scheduler", "EventBridge Scheduler")]
    [InlineData("vpce-1.sqs.eu-west-1.vpce.amazonaws.com", NodeKind.Queue, "SQS", "SQS")]
    [InlineData("rekognition.eu-west-1.amazonaws.com", NodeKind.ManagedApi, "rekognition.eu-west-1", "AWS")]
    [InlineData("shop.blob.core.windows.net", NodeKind.ObjectStore, "shop", "Blob Storage")]
    [InlineData("SHOP.Blob.Core.Windows.Net.", NodeKind.ObjectStore, "shop", "Blob Storage")]
    [InlineData("shop.documents.azure.com:443", NodeKind.Database, "shop", "Cosmos DB")]
    [InlineData("shop.redis.cache.windows.net", NodeKind.Cache, "shop", "Azure Cache for Redis")]
    [InlineData("login.microsoftonline.com", NodeKind.Authentication, "Microsoft Entra ID", "Microsoft Entra ID")]
    [InlineData("storage.googleapis.com", NodeKind.ObjectStore, "Cloud Storage", "Cloud Storage")]
    [InlineData("europe-west4-aiplatform.googleapis.com", NodeKind.ManagedApi, "Vertex AI", "Vertex AI")]
    [InlineData("shop.eu.auth0.com", NodeKind.Authentication, "shop.eu", "Auth0")]
    [InlineData("api.stripe.com", NodeKind.ManagedApi, "Stripe", "Stripe")]
    [InlineData("northpay.example", NodeKind.Service, "northpay.example", "")]
    [InlineData("notauth0.com", NodeKind.Service, "notauth0.com", "")]
    [InlineData("auth0.com.example", NodeKind.Service, "auth0.com.example", "")]
    [InlineData("10.0.0.7", NodeKind.Service, "10.0.0.7", "")]
    [InlineData("fd00::7", NodeKind.Service, "fd00::7", "")]
    public void Read_Host_IsKnownByItsEnding(string host, NodeKind kind, string name, string product)
    {
        AssertNode($"server.address={host}", kind, name, product);
        AssertNode($"net.peer.name={host}", kind, name, product);
    }

    [Theory]
    [InlineData("url.full=https://shop.auth0.com/oauth/token", "shop")]
    [InlineData("http.url=https://shop.auth0.com:443/oauth/token", "shop")]
    [InlineData("http.host=shop.auth0.com:443", "shop")]
    [InlineData("peer.service=ledger; server.address=10.0.0.7", "ledger")]
    [InlineData("service.peer.name=ledger", "ledger")]
    [InlineData("rpc.system=grpc; rpc.service=shop.Ledger", "shop.Ledger")]
    [InlineData("rpc.system.name=grpc; rpc.method=shop.Ledger/Book", "shop.Ledger")]
    public void Read_OtherNamesOfThePeer_AreItsName(string attributes, string name) =>
        Assert.Equal(name, CalledNodeReader.Read(Attributes.Of(attributes))?.Name);

    [Theory]
    [InlineData("")]
    [InlineData("db.system=")]
    [InlineData("messaging.system=   ")]
    [InlineData("server.address=.")]
    [InlineData("url.full=not an address")]
    [InlineData("rpc.system=aws-api")]
    [InlineData("rpc.method=Get")]
    [InlineData("http.request.method=GET")]
    public void Read_NothingNamed_IsNull(string attributes) => Assert.Null(CalledNodeReader.Read(Attributes.Of(attributes)));

    [Theory]
    [InlineData("rpc.system=aws-api; rpc.service=DynamoDB; aws.dynamodb.table_names={\"arrayValue\":", "{\"arrayValue\":")]
    [InlineData("rpc.system=aws-api; rpc.service=DynamoDB; aws.dynamodb.table_names={\"arrayValue\":{\"values\":7}}", "{\"arrayValue\":{\"values\":7}}")]
    [InlineData("rpc.system=aws-api; rpc.service=DynamoDB; aws.dynamodb.table_names=[7]", "[7]")]
    [InlineData("rpc.system=aws-api; rpc.service=SNS; aws.sns.topic.arn=arn:aws", "arn:aws")]
    [InlineData("rpc.system=aws-api; rpc.service=SQS; aws.sqs.queue.url=https://", "SQS")]
    public void Read_BrokenResource_IsStillNamed(string attributes, string name) =>
        Assert.Equal(name, CalledNodeReader.Read(Attributes.Of(attributes))?.Name);

    [Fact]
    public void Read_EndlessName_IsCut() =>
        Assert.Equal(200, CalledNodeReader.Read(key => key is "db.system" or "db.name" ? new string('x', 1_000_000) : null)?.Name.Length);

    [Fact]
    public void Read_AnyValueOfAnyKey_NamesTheNode() =>
        Gen.String.Sample(text => Assert.All(
            new[] { "db.system", "messaging.system", "rpc.service", "server.address", "url.full", "aws.s3.bucket", "az.namespace", "faas.invoked_name", "rpc.method" },
            key => Assert.NotEqual("", CalledNodeReader.Read(asked => asked == key ? text : asked == "rpc.system" ? "aws-api" : null)?.Name)));

    private static void AssertNode(string attributes, NodeKind kind, string name, string product) =>
        Assert.Equal(new GraphNode(kind, name, product, Inferred: true), CalledNodeReader.Read(Attributes.Of(attributes)));
}
