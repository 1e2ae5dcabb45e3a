// Reads a message a line from standard input, {"secret", "body", "headers", "at"}; exits with 0 when every signature is right, else with 1.
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";

const now = Date.now;
let line = 0;
for await (const text of createInterface({ input: process.stdin })) {
  line++;
  const { secret, body, headers, at } = JSON.parse(text);
  // The library refuses what is older than five minutes: the age that counts is the one at which the message came.
  Date.now = at ? () => at : now;
  try {
    new Webhook(secret).verify(body, headers);
  } catch (error) {
    console.error(`message ${line}: ${error.message}`);
    process.exit(1);
  }
}
if (line === 0) {
  console.error("there was no message");
  process.exit(1);
}
