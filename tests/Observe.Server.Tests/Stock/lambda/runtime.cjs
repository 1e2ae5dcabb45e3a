// One execution environment of Lambda: loads the handler that _HANDLER names as Lambda's own runtime does, gives it one event after the
// other and stops without a word, as a frozen environment does that is not thawed again.
//   node --require ./tracing.cjs runtime.cjs '[{"requestId":"...","event":{...}}]'
// Prints a line of JSON for each invocation.
const path = require('node:path');

const [file, name] = process.env._HANDLER.split('.');
const handler = require(path.resolve(process.env.LAMBDA_TASK_ROOT, file))[name];
const limit = 30_000;

const contextOf = (requestId, deadline) => ({
  awsRequestId: requestId,
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
  invokedFunctionArn: process.env.INVOKED_FUNCTION_ARN,
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

async function run() {
  for (const { requestId, event } of JSON.parse(process.argv[2])) {
    const outcome = { requestId };
    try {
      outcome.result = await handler(event, contextOf(requestId, Date.now() + limit));
    } catch (error) {
      outcome.error = error.message;
    }
    console.log(JSON.stringify(outcome));
  }
}

run().then(() => process.exit(0));
