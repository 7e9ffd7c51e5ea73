// The real `@fal-ai/client` against the local marketplace, through its `/proxy`: direct calls, the queue, streams, sessions, uploads,
// and the units and money of all of it.
//
// `node market.mjs NODE_MODULES MARKET_APP TALE` starts `dev` of two apps, each on a free port and a new ledger: the one of the
// tests of `dev`, and the example whose streams are charged by reports.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const [modules, marketApp, tale] = process.argv.slice(2).map((path) => resolve(path));
const require = createRequire(join(modules, "market.cjs"));
const { ValidationError, createFalClient } = require("@fal-ai/client");
const WebSocket = require("ws");

// Milliseconds that a line is waited for.
const PATIENCE = 60_000;

// `dev`, and the lines that it prints.
class Marketplace {
  static async start(program) {
    const market = new Marketplace();
    market.folder = mkdtempSync(join(tmpdir(), "market-"));
    market.process = spawn(program, ["dev", "--json", "--port", "0", "--unit-price", "0.025"], {
      cwd: market.folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    market.ended = new Promise((done) => market.process.on("exit", done));
    market.lines = [];
    market.waiting = new Set();
    createInterface(market.process.stdout).on("line", (line) => {
      market.lines.push(line);
      for (const look of market.waiting) look();
    });
    const said = JSON.parse(await market.line((line) => line.startsWith('{"url":')));
    return Object.assign(market, said);
  }

  // Waits for a line.
  line(matches) {
    return new Promise((found, lost) => {
      const timer = setTimeout(() => lost(new Error(this.lines.join("\n"))), PATIENCE);
      const look = () => {
        const line = this.lines.find(matches);
        if (line === undefined) return;
        clearTimeout(timer);
        this.waiting.delete(look);
        found(line);
      };
      this.waiting.add(look);
      look();
    });
  }

  // A client of a user, and the units of the last answer that had some.
  client(user, config = {}) {
    const seen = { units: undefined };
    const client = createFalClient({
      credentials: this.keys[user],
      proxyUrl: { url: `${this.url}/proxy`, when: "always" },
      fetch: async (...request) => {
        const answer = await fetch(...request);
        seen.units = answer.headers.get("x-fal-billable-units") ?? undefined;
        return answer;
      },
      ...config,
    });
    return { client, seen };
  }

  // What the platform's API says of a user: units and money by endpoint.
  async used(user) {
    const headers = { authorization: `Key ${this.keys[user]}` };
    const answer = await fetch(`${this.url}/v1/models/usage?expand=summary`, { headers });
    const { summary } = await answer.json();
    return Object.fromEntries(summary.map((row) => [row.endpoint_id, [row.quantity, row.cost]]));
  }

  async stop() {
    this.process.kill("SIGTERM");
    const code = await this.ended;
    rmSync(this.folder, { recursive: true });
    assert.equal(code, 0);
  }
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

async function direct({ client, seen }) {
  const film = await client.run("owner/market/film", { input: { seconds: 2.5 } });
  assert.deepEqual(film.data, { duration: 2.5 });
  assert.match(film.requestId, /^[0-9a-f-]{36}$/);
  assert.equal(seen.units, "2.50000000");
  await assert.rejects(client.run("owner/market/film", { input: { seconds: "long" } }), (error) => {
    assert(error instanceof ValidationError);
    assert.deepEqual(error.fieldErrors[0].loc, ["body", "seconds"]);
    return true;
  });
  assert.equal(seen.units, "0");
}

async function queue({ client, seen }, bob) {
  const updates = [];
  const film = await client.subscribe("owner/market/film", {
    input: { seconds: 3 },
    logs: true,
    pollInterval: 50,
    onQueueUpdate: (update) => updates.push(update.status),
  });
  assert.deepEqual(film.data, { duration: 3 });
  assert.equal(seen.units, "3");
  assert.equal(updates.at(-1), "COMPLETED");
  const { request_id: requestId } = await client.queue.submit("owner/market/film", {
    input: { seconds: 4 },
    priority: "low",
  });
  await client.queue.subscribeToStatus("owner/market/film", { requestId, pollInterval: 50 });
  const status = await client.queue.status("owner/market/film", { requestId, logs: true });
  assert.equal(status.status, "COMPLETED");
  const result = await client.queue.result("owner/market/film", { requestId });
  assert.deepEqual([result.data, seen.units], [{ duration: 4 }, "4"]);
  await assert.rejects(bob.client.queue.result("owner/market/film", { requestId }), { status: 404 });
  const sleeping = await client.queue.submit("owner/market/sleep", {
    input: { name: "long", milliseconds: 600_000 },
  });
  await client.queue.cancel("owner/market/sleep", { requestId: sleeping.request_id });
}

async function stream({ client, seen }) {
  const items = [];
  const stream = await client.stream("owner/market", { input: { items: 3 } });
  for await (const item of stream) items.push(item.number);
  await stream.done();
  assert.deepEqual([items, seen.units], [[0, 1, 2], "2"]);
}

// The address of sessions is fixed in the client: only a WebSocket that goes elsewhere leads it to the marketplace.
function lead(market) {
  const origin = market.url.replace("http:", "ws:");
  globalThis.WebSocket = class extends WebSocket {
    constructor(url) {
      assert.match(url, /^wss:\/\/fal\.run\/owner\/market\/.*fal_jwt_token=/);
      super(url.replace("wss://fal.run", `${origin}/run`));
      this.binaryType = "arraybuffer";
    }
  };
}

// Sends each message when the one before is answered, and closes. What is answered, and the first error.
function talk({ client }, messages, config = {}) {
  return new Promise((done, lost) => {
    const timer = setTimeout(() => lost(new Error("a session without an end")), PATIENCE);
    const heard = [];
    const end = (error) => {
      clearTimeout(timer);
      connection.close();
      done({ heard, error });
    };
    const connection = client.realtime.connect("owner/market", {
      path: "/realtime/flat",
      throttleInterval: 0,
      ...config,
      onResult: (result) => {
        heard.push(result);
        if (heard.length === messages.length) end();
        else connection.send(messages[heard.length]);
      },
      onError: end,
    });
    connection.send(messages[0]);
  });
}

async function sessions(market, caller) {
  lead(market);
  const messages = ["one", "two", "three"].map((text) => ({ text }));
  const { heard, error } = await talk(caller, messages);
  assert.equal(error, undefined);
  assert.deepEqual(
    heard.map((reply) => reply.text),
    ["one", "two", "three"],
  );
  // It is one unit, however much is said. Its line comes when it has ended.
  const line = await market.line((line) => line.includes(heard[0].request_id));
  const { endpoint, caller: name, billable_units: units } = JSON.parse(line);
  assert.deepEqual([endpoint, name, units], ["/realtime/flat", "alice", "1"]);
  // As from a browser: the author's own server gives the token.
  const tokenProvider = async (app) => {
    const answer = await fetch(`${market.url}/rest/tokens/realtime`, {
      method: "POST",
      headers: { authorization: `Key ${market.keys.alice}`, "content-type": "application/json" },
      body: JSON.stringify({ allowed_apps: [app], duration: 120 }),
    });
    return (await answer.json()).token;
  };
  const failed = await talk(caller, [{ text: "no", then: "fail" }], { tokenProvider });
  assert.match(failed.error.message, /it failed/);
  const refused = await talk(caller, [{ text: "hello" }], { tokenProvider: async () => "one.two.three" });
  assert.ok(refused.error);
  assert.deepEqual(refused.heard, []);
}

async function storage({ client }, anyone) {
  const letter = new Blob(["a fox"], { type: "text/plain" });
  const url = await client.storage.upload(letter, { lifecycle: { expiresIn: "1h" } });
  const got = await fetch(url);
  assert.deepEqual([await got.text(), got.headers.get("content-type")], ["a fox", "text/plain"]);
  // A file in an input is uploaded by the client, and read by the app.
  const read = await client.run("owner/market/read", { input: { letter_url: letter } });
  assert.equal(read.data.text, "a fox");
  // What the app makes comes from there too.
  const { data } = await client.run("owner/market/draw", { input: {} });
  assert.equal(await (await fetch(data.drawing.url)).text(), "a fox");
  // Above 90 MB it comes in parts.
  const bytes = Buffer.alloc(91 * 2 ** 20);
  for (let at = 0; at < bytes.length; at += 2 ** 20) bytes.writeUInt32LE(at, at);
  const large = await client.storage.upload(new File([bytes], "large.bin"));
  assert(large.endsWith("/large.bin"), large);
  assert.equal(sha256(Buffer.from(await (await fetch(large)).arrayBuffer())), sha256(bytes));
  await assert.rejects(anyone.client.storage.upload(letter), { status: 401 });
}

async function market() {
  const market = await Marketplace.start(marketApp);
  try {
    const [alice, bob] = ["alice", "bob"].map((name) => market.client(name));
    await direct(alice);
    await queue(alice, bob);
    await stream(alice);
    await sessions(market, alice);
    await storage(alice, market.client("nobody"));
    // Without the proxy: a middleware that names the marketplace.
    const own = market.client("bob", {
      proxyUrl: undefined,
      requestMiddleware: async (request) => ({
        ...request,
        url: request.url.replace("https://fal.run", `${market.url}/run`),
      }),
    });
    await own.client.run("owner/market/film", { input: { seconds: 1 } });
    assert.equal(own.seen.units, "1");
    assert.deepEqual(await market.used("alice"), {
      "owner/market/film": [9.5, 0.2375],
      "owner/market/realtime/flat": [1, 0.025],
      "owner/market/stream": [2, 0.05],
    });
    assert.deepEqual(await market.used("bob"), { "owner/market/film": [1, 0.025] });
  } finally {
    await market.stop();
  }
}

// A stream that is charged when its report comes.
async function deferred() {
  const market = await Marketplace.start(tale);
  try {
    const { client, seen } = market.client("alice");
    const stream = await client.stream("owner/tale", { input: { hero: "Ada", sentences: 20, seed: 1 } });
    let told = "";
    for await (const word of stream) told += word.text;
    await stream.done();
    assert.equal(seen.units, undefined);
    const units = Math.floor(told.length / 100);
    assert(units > 1, told);
    const line = await market.line((line) => line.includes('"source":"report"'));
    const { billable_units: charged, cost_nano_usd: cost } = JSON.parse(line);
    assert.deepEqual([charged, cost], [String(units), units * 25_000_000]);
  } finally {
    await market.stop();
  }
}

await market();
await deferred();
console.log("@fal-ai/client called, submitted, followed, streamed, talked and uploaded; each of it was charged as declared, once");
