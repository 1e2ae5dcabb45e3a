// The function: takes an order over HTTP, or a batch of them from a queue.
const { trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('orders');

async function store(order) {
  await tracer.startActiveSpan('store order', async span => {
    try {
      if (order.quantity < 1) {
        throw new RangeError(`An order of ${order.quantity} pieces`);
      }
    } finally {
      span.end();
    }
  });
}

exports.handler = async event => {
  const orders = event.Records ? event.Records.map(record => JSON.parse(record.body)) : [JSON.parse(event.body)];
  for (const order of orders) {
    await store(order);
  }
  return { statusCode: 202, body: JSON.stringify({ accepted: orders.length }) };
};
