using Observe.Functions.Normalisation;

namespace Observe.Functions.Kinds;

/// <summary>The values of <c>db.system.name</c>, and of the older <c>db.system</c>.</summary>
internal static class DatabaseSystems
{
    private static readonly ManagedProduct DynamoDb = new(NodeKind.Database, "DynamoDB");
    private static readonly ManagedProduct CosmosDb = new(NodeKind.Database, "Cosmos DB");
    private static readonly ManagedProduct Firestore = new(NodeKind.Database, "Firestore");
    private static readonly ManagedProduct Spanner = new(NodeKind.Database, "Spanner");
    private static readonly ManagedProduct BigQuery = new(NodeKind.Database, "BigQuery");
    private static readonly ManagedProduct Redshift = new(NodeKind.Database, "Redshift");
    private static readonly ManagedProduct SqlServer = new(NodeKind.Database, "SQL Server");
    private static readonly ManagedProduct Oracle = new(NodeKind.Database, "Oracle");
    private static readonly ManagedProduct Db2 = new(NodeKind.Database, "Db2");
    private static readonly ManagedProduct Sql = new(NodeKind.Database, "SQL");
    // A database of that name; it is no cache.
    private static readonly ManagedProduct InterSystems = new(NodeKind.Database, "InterSystems Caché");

    private static readonly Dictionary<string, ManagedProduct> Products = new(StringComparer.OrdinalIgnoreCase)
    {
        ["redis"] = new(NodeKind.Cache, "Redis"),
        ["valkey"] = new(NodeKind.Cache, "Valkey"),
        ["memcached"] = new(NodeKind.Cache, "Memcached"),
        ["aws.dynamodb"] = DynamoDb,
        ["dynamodb"] = DynamoDb,
        ["aws.redshift"] = Redshift,
        ["redshift"] = Redshift,
        ["azure.cosmosdb"] = CosmosDb,
        ["cosmosdb"] = CosmosDb,
        ["gcp.firestore"] = Firestore,
        ["firestore"] = Firestore,
        ["gcp.spanner"] = Spanner,
        ["spanner"] = Spanner,
        ["gcp.bigquery"] = BigQuery,
        ["bigquery"] = BigQuery,
        ["microsoft.sql_server"] = SqlServer,
        ["mssql"] = SqlServer,
        ["oracle.db"] = Oracle,
        ["oracle"] = Oracle,
        ["ibm.db2"] = Db2,
        ["db2"] = Db2,
        ["intersystems.cache"] = InterSystems,
        ["intersystems_cache"] = InterSystems,
        ["cache"] = InterSystems,
        ["other_sql"] = Sql,
        ["sql"] = Sql,
        ["cassandra"] = new(NodeKind.Database, "Cassandra"),
        ["clickhouse"] = new(NodeKind.Database, "ClickHouse"),
        ["cockroachdb"] = new(NodeKind.Database, "CockroachDB"),
        ["couchbase"] = new(NodeKind.Database, "Couchbase"),
        ["couchdb"] = new(NodeKind.Database, "CouchDB"),
        ["elasticsearch"] = new(NodeKind.Database, "Elasticsearch"),
        ["influxdb"] = new(NodeKind.Database, "InfluxDB"),
        ["mariadb"] = new(NodeKind.Database, "MariaDB"),
        ["mongodb"] = new(NodeKind.Database, "MongoDB"),
        ["mysql"] = new(NodeKind.Database, "MySQL"),
        ["neo4j"] = new(NodeKind.Database, "Neo4j"),
        ["opensearch"] = new(NodeKind.Database, "OpenSearch"),
        ["postgresql"] = new(NodeKind.Database, "PostgreSQL"),
        ["snowflake"] = new(NodeKind.Database, "Snowflake"),
        ["sqlite"] = new(NodeKind.Database, "SQLite"),
    };

    /// <summary>The database or cache that a span asks; null when it names none. An unknown system is a database by its own name.</summary>
    public static GraphNode? Called(AttributeLookup attribute)
    {
        if (AttributeText.First(attribute, "db.system.name", "db.system") is not { } system)
        {
            return null;
        }
        var product = Products.GetValueOrDefault(system) ?? new ManagedProduct(NodeKind.Database, system);
        var space = AttributeText.First(attribute, "db.namespace", "db.name");
        var collection = AttributeText.FirstName(
            attribute, "db.collection.name", "aws.dynamodb.table_names", "db.sql.table", "db.mongodb.collection", "db.cassandra.table", "db.cosmosdb.container");
        var host = PeerAddress.Of(attribute);
        // The spaces of a cache are numbers, and all tables of an account are one to those products which have no databases.
        return product.Node(
            product.Kind == NodeKind.Cache ? host ?? space
            : product == DynamoDb || product == Firestore ? collection ?? space ?? host
            : space ?? collection ?? host);
    }
}
