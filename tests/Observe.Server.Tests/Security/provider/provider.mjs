// A provider of identities on a free port of this machine. It prints its address, lets in whoever gives a name, and reads from its input
// lines of JSON that say which groups somebody is in, each answered with "ok". It ends with its input.
import http from 'node:http';
import readline from 'node:readline';
import Provider from 'oidc-provider';

// The package's notices would stand between the answers.
console.info = console.error;

const groups = new Map();

const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'observe',
      client_secret: 'the secret of the tests',
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: ['http://127.0.0.1/sign-in/provider/callback'],
    }],
    // Groups are answered where userinfo is asked for, not in the token: as the specification has it by default.
    claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id, groups: groups.get(id) ?? [] }),
    }),
    // Nobody is asked what the client may know.
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    cookies: { keys: ['of the tests'] },
  });
  // The server under test has a port of its own each time.
  const isOfTests = (uri) => ['127.0.0.1', 'observe.example.com'].includes(new URL(uri).hostname);
  provider.Client.prototype.redirectUriAllowed = isOfTests;
  provider.Client.prototype.postLogoutRedirectUriAllowed = isOfTests;
  server.on('request', provider.callback());
  console.log(issuer);
});

const input = readline.createInterface({ input: process.stdin });
input.on('line', (line) => {
  for (const [name, names] of Object.entries(JSON.parse(line))) {
    groups.set(name, names);
  }
  console.log('ok');
});
input.on('close', () => process.exit(0));
