using Observe.Storage.Tests.Engine;
using Observe.Storage.Tests.Read;
using Observe.Storage.Tests.Retention;
using Observe.Storage.Tests.Search;
using Observe.Storage.Tests.Write;

namespace Observe.Storage.Tests;

// The test classes that run a second time over the server transport.

public sealed class ClickHouseDatabaseOverHttpTests(HttpFixture fixture) : ClickHouseDatabaseTests(fixture), IClassFixture<HttpFixture>;

public sealed class CancellationOverHttpTests(HttpFixture fixture) : CancellationTests(fixture), IClassFixture<HttpFixture>;

public sealed class TraceReaderOverHttpTests(HttpFixture fixture) : TraceReaderTests(fixture), IClassFixture<HttpFixture>;

public sealed class LogReaderOverHttpTests(HttpFixture fixture) : LogReaderTests(fixture), IClassFixture<HttpFixture>;

public sealed class FunctionReaderOverHttpTests() : FunctionReaderTests(new HttpFixture());

public sealed class RetentionOverHttpTests() : RetentionTests(new HttpFixture());

public sealed class AttributeReaderOverHttpTests() : AttributeReaderTests(new HttpFixture());

public sealed class IngestReaderOverHttpTests(HttpFixture fixture) : IngestReaderTests(fixture), IClassFixture<HttpFixture>;

public sealed class TelemetryWriterOverHttpTests(HttpFixture fixture) : TelemetryWriterTests(fixture), IClassFixture<HttpFixture>;

public sealed class SearchSqlOverHttpTests(HttpFixture fixture) : SearchSqlTests(fixture), IClassFixture<HttpFixture>;
