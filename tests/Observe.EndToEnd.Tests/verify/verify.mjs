// Reads {"secret", "body", "headers"} from standard input; exits with 0 when the signature is right, else with 1.
import { Webhook } from "standardwebhooks";

const chunks = [];
for await (const chunk of process.stdin) {
  chunks.push(chunk);
}
const { secret, body, headers } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
try {
  new Webhook(secret).verify(body, headers);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
