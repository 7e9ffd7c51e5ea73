// A person's whole way through the page of the local marketplace, in a real Chromium, with script and without; axe-core looks at
// it on the way.
//
// `node page.mjs NODE_MODULES FORM_APP PYTHON [FOLDER]` starts `dev` of the app with a field of every kind, on a free port and a
// new ledger. With a folder it leaves pictures there.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const [modules, app, python] = process.argv.slice(2).map((path) => resolve(path));
const pictures = process.argv[5];
const required = createRequire(join(modules, "page.cjs"));
const { chromium } = required("playwright-core");
const axe = readFileSync(required.resolve("axe-core/axe.min.js"), "utf8");

// Milliseconds that something is waited for.
const PATIENCE = 20_000;

const folder = mkdtempSync(join(tmpdir(), "page-"));
const market = spawn(app, ["dev", "--json", "--port", "0", "--unit-price", "0.025"], {
  cwd: folder,
  stdio: ["ignore", "pipe", "inherit"],
});
const lines = createInterface(market.stdout);
const { url, keys } = JSON.parse(await new Promise((found) => lines.once("line", found)));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

// What a window must not do: ask elsewhere, or complain on the console.
const faults = [];

// A window at the page.
async function visit(options = {}, path = "/") {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.on("request", (request) => {
    const asked = request.url();
    if (!/^(data|blob):/.test(asked) && !asked.startsWith(url)) faults.push(asked);
  });
  page.on("pageerror", (error) => faults.push(error.stack));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(message.text());
  });
  await page.goto(url + path);
  return page;
}

// axe-core finds nothing.
async function accessible(page, where) {
  // While a quote is asked for, the last one is dimmed.
  await page.waitForFunction(() => !document.querySelector(".htmx-request"));
  // It is put in by the debugger, which the page's policy does not stop.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
  assert.deepEqual(found, [], where);
  const [inner, content] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
  assert(content <= inner, `${where} scrolls sideways: ${content} of ${inner}`);
}

async function picture(page, name) {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true, caret: "initial" });
}

const receipt = (page, at) => page.locator(`#receipt-${at}`);

// Waits for what a run cost: before its end the receipt has no status.
async function charged(page, at, text) {
  await receipt(page, at).filter({ has: page.locator(".chip"), hasText: text }).waitFor();
}

async function looks() {
  for (const width of [360, 390, 1440]) {
    for (const colorScheme of ["light", "dark"]) {
      const page = await visit({ viewport: { width, height: 900 }, colorScheme });
      await accessible(page, `${width} ${colorScheme}`);
      await picture(page, `${width}-${colorScheme}`);
      await page.context().close();
    }
  }
}

async function quick() {
  const page = await visit();
  const times = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType("navigation");
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    return { byte: navigation.responseStart, paint: paint.startTime, bytes: navigation.decodedBodySize };
  });
  console.log(`first byte ${times.byte.toFixed(0)} ms, first view ${times.paint.toFixed(0)} ms, ${times.bytes} bytes`);
  assert(times.bytes <= 40 * 1024);
  await page.context().close();
}

async function way() {
  const page = await visit();
  await page.getByRole("heading", { level: 1, name: "Forms & <fields>" }).waitFor();
  const form = page.locator("#form-0");
  const quote = page.locator("#quote-0");
  await quote.getByText("4 units, $0.10", { exact: true }).waitFor();
  const run = form.getByRole("button", { name: /^Run for/ });
  assert.match(await run.textContent(), /^Run for \$0\.10/);

  // A wrong value is told at its field, and the quote says so.
  const number = form.getByLabel("Pictures num_images", { exact: true });
  await number.fill("9");
  await quote.getByText("Fix 1 field").waitFor();
  const error = page.locator(`#${await number.getAttribute("id")}-error`);
  assert.match(await error.textContent(), /less than or equal to 4/);
  assert.equal(await number.getAttribute("aria-invalid"), "true");
  await form.getByLabel("Prompt prompt").focus();
  await page.keyboard.press("Control+Enter");
  await charged(page, 0, "0 units, $0.00");
  assert.match(await receipt(page, 0).textContent(), /422.*Refused/);
  assert.equal(await page.evaluate(() => document.activeElement.id), await number.getAttribute("id"));
  await accessible(page, "after a refusal");

  // The right one runs, and costs what the quote said.
  await number.fill("3");
  await quote.getByText("6 units, $0.15", { exact: true }).waitFor();
  assert.equal(await number.getAttribute("aria-invalid"), null);
  await run.click();
  await charged(page, 0, "6 units, $0.15");
  assert.match(await receipt(page, 0).textContent(), /equal to the quote/);
  const shown = page.locator("#result-0 img");
  assert.equal(await shown.count(), 3);
  await page.waitForFunction(() => document.querySelector("#result-0 img").naturalWidth === 96);
  await page.locator("#bar").getByText("$99.85").waitFor();
  await accessible(page, "after a run");
  await picture(page, "after-a-run");

  // A slider and its number are equal.
  await page.getByLabel("Pictures, slider").fill("2");
  assert.equal(await number.inputValue(), "2");

  // Rows, sets of fields, and a choice of kinds.
  await page.locator("#f0-10-add").click();
  const path = page.locator('[name="/loras/0/path"]');
  await path.waitFor();
  await path.fill("painter/snow");
  await form.getByRole("button", { name: "Set Second" }).click();
  await page.locator('[name="/second/scale"]').waitFor();
  await form.getByLabel("Kind").selectOption("square");
  await page.locator('[name="/shape/side"]').fill("7");
  assert(await page.locator('[name="/shape/filled"]').isChecked());

  // A file is uploaded when it is chosen, and shown.
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), form.getByText("Choose a file").click()]);
  const pixel = readFileSync(new URL("../tests/dev/src/bin/pixel.png", import.meta.url));
  await chooser.setFiles({ name: "a fox.png", mimeType: "image/png", buffer: pixel });
  await form.getByAltText("Preview of Reference url").waitFor();
  assert.match(await page.locator('[name="/reference_url"]').inputValue(), /\/cdn\/files\/[0-9a-f]{32}\/a%20fox%2Epng$/);

  // Through the queue, with the ceiling in sight.
  await form.getByLabel("Ceiling, units").fill("1");
  await quote.getByText("above the ceiling of 1 unit").waitFor();
  await run.click();
  await charged(page, 0, "Above the ceiling");
  await form.getByLabel("Ceiling, units").fill("4");
  await quote.getByText("4 units, $0.10", { exact: true }).waitFor();
  await form.getByLabel("Send").selectOption("queue");
  await run.click();
  await charged(page, 0, "4 units, $0.10");
  await page.locator("#steps-0").getByText("COMPLETED").waitFor();
  const answer = await page.locator("#result-0 pre").textContent();
  assert.deepEqual(JSON.parse(answer).sent.loras, [["painter/snow", 1, true]]);

  // Another one calls.
  await page.locator("#bar").getByText("bob").click();
  await quote.getByText("bob pays: $100.00 now").waitFor();
  await page.locator("#bar input:checked").and(page.locator('[value="bob"]')).waitFor();

  // All that was asked stands below, what it cost beside it.
  const rows = page.locator("#requests tbody tr");
  await rows.first().getByText("equal to the quote").waitFor();
  assert.deepEqual(
    await rows.evaluateAll((all) => all.map((row) => [4, 5, 6].map((cell) => row.cells[cell].textContent.trim()))),
    [
      ["200 equal to the quote", "4", "$0.10"],
      ["412 free", "0", "$0.00"],
      ["200 equal to the quote", "6", "$0.15"],
      ["422 free", "0", "$0.00"],
    ].slice(0, await rows.count()),
  );

  // Who used how much, as a table, a chart and CSV.
  await page.locator("#usage").scrollIntoViewIfNeeded();
  const usage = page.getByRole("region", { name: "Usage by caller and endpoint" });
  await usage.getByRole("row", { name: /^alice/ }).getByText("$0.25").waitFor();
  await page.getByRole("img", { name: /^Charged by hour\./ }).waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
  const csv = readFileSync(await download.path(), "utf8").trim().split("\n");
  assert.equal(download.suggestedFilename(), "form-usage.csv");
  assert.match(csv[0], /^from,caller,endpoint,charged,free,units,unit,cost$/);
  assert.match(csv[1], /,alice,\/,2,\d+,10,.*,0\.25$/);

  // A new price is looked at before it is set, and then the quote says it.
  await page.locator("#prices").scrollIntoViewIfNeeded();
  const prices = page.locator("#prices");
  await prices.getByLabel("New price").fill("much");
  await prices.getByRole("button", { name: /^Set version/ }).click();
  await prices.getByText("not an amount of dollars").waitFor();
  await prices.getByLabel("New price").fill("0.03");
  await prices.getByRole("row", { name: /^The last 24 hours/ }).getByText("$0.30").waitFor();
  await accessible(page, "at the prices");
  await prices.getByRole("button", { name: /^Set version/ }).click();
  await quote.getByText("4 units, $0.12", { exact: true }).waitFor();

  // A new caller gets a key, which is shown once.
  await page.locator("#keys").scrollIntoViewIfNeeded();
  const made = page.locator("#keys");
  await made.getByRole("combobox", { name: "Caller" }).fill("carol");
  await made.getByRole("button", { name: "Make a key" }).click();
  await made.getByText("The new key of carol, shown only now").waitFor();
  await page.locator("#bar").getByText("carol").waitFor();
  await accessible(page, "at a new key");
  await made.getByRole("button", { name: /^Revoke .* of carol$/ }).click();
  await made.getByRole("row", { name: /carol.*revoked/ }).waitFor();
  assert.equal(await made.locator("#key-new").count(), 0);
  await picture(page, "at-the-end");

  // The next steps have the price of the start.
  await prices.getByLabel("New price").fill("0.025");
  await prices.getByRole("button", { name: /^Set version/ }).click();
  await quote.getByText("4 units, $0.10", { exact: true }).waitFor();
  await page.context().close();
}

// A stream, a session, and the seconds of a machine.
async function others() {
  const page = await visit();
  const tabs = page.getByRole("navigation", { name: "Endpoint" });
  await tabs.getByRole("link", { name: "Sketch" }).click();
  const form = page.locator("#form-1");
  await form.waitFor();
  await form.getByLabel("Milliseconds milliseconds").fill("200");
  await form.getByRole("button", { name: "Run for $0.05" }).click();
  await page.locator("#items-1").getByText("piece <1>").waitFor();
  await charged(page, 1, "2 units, $0.05");
  assert.equal(await page.locator("#items-1 li").count(), 4);

  // It is cancelled by Escape, and what had left is charged.
  await form.getByLabel("Items items", { exact: true }).fill("100");
  await form.getByRole("button", { name: "Run for $0.05" }).click();
  await page.locator("#items-1").getByText("piece <1>").waitFor();
  await page.keyboard.press("Escape");
  await charged(page, 1, "2 units, $0.05");
  assert((await page.locator("#items-1 li").count()) < 100);

  await tabs.getByRole("link", { name: "Wait" }).click();
  await page.locator("#quote-2").getByText("by time, no ceiling possible").waitFor();
  await page.locator("#form-2").getByRole("button", { name: /^Run/ }).last().click();
  await charged(page, 2, "the seconds of the machine");

  await tabs.getByRole("link", { name: "Talk" }).click();
  const talk = page.locator("#form-3");
  await talk.getByRole("button", { name: "Connect" }).click();
  await receipt(page, 3).getByText("The session is open").waitFor();
  await talk.getByLabel("Text text").fill("a <fox>");
  await talk.getByRole("button", { name: "Send" }).click();
  await page.locator("#items-3").getByText("you said: a <fox>").waitFor();
  await accessible(page, "in a session");
  await page.locator("#result-3").getByRole("button", { name: "Close" }).click();
  await charged(page, 3, "1 unit, $0.025");
  await page.context().close();
}

async function withoutScript() {
  const page = await visit({ javaScriptEnabled: false });
  const form = page.locator("#form-0");
  await form.getByLabel("Pictures num_images", { exact: true }).fill("9");
  await page.keyboard.press("Enter");
  await receipt(page, 0).getByText("Refused").waitFor();
  assert.match(await page.locator("#f0-2-error").textContent(), /less than or equal to 4/);
  await page.locator("#f0-2").fill("1");
  await page.locator("#f0-10-add").click();
  await page.locator('[name="/loras/0/path"]').fill("painter/snow");
  await form.locator(".primary").click();
  await charged(page, 0, "2 units, $0.05");
  assert.match(page.url(), /\/requests\/[0-9a-f-]{36}#result-0$/);
  await page.goto(`${url}/?endpoint=/realtime`);
  await page.locator("#form-3").getByRole("button", { name: "Connect" }).click();
  await receipt(page, 3).getByText("The session is open").waitFor();
  await page.locator("#form-3").getByRole("button", { name: "Send" }).click();
  await page.locator("#items-3").getByText("you said: hello").waitFor();
  await page.locator("#result-3").getByRole("button", { name: "Close" }).click();
  await charged(page, 3, "1 unit, $0.025");
  await page.context().close();
}

// The code to copy runs as copied, and reads the units.
async function code() {
  const page = await visit();
  await page.getByLabel("Prompt prompt").fill("it's a \"fox\" </script> $HOME `id` \\ 狐");
  await page.locator("#curl-text-0").filter({ hasText: "HOME" }).waitFor();
  const env = { ...process.env, FAL_KEY: keys.alice };
  const copied = (slug) => page.locator(`#${slug}-text-0`).textContent();
  const there = (name) => join(folder, name);
  const run = (program, ...args) => execFileSync(program, args, { cwd: folder, env, encoding: "utf8" });
  writeFileSync(there("code.sh"), await copied("curl"));
  writeFileSync(there("code.py"), await copied("python"));
  writeFileSync(there("code.mjs"), await copied("javascript"));
  symlinkSync(modules, there("node_modules"));
  const sent = (text) => assert.match(text, /it's a .*fox.* <\/script> \$HOME `id` .* 狐/);
  const shell = run("bash", "code.sh");
  sent(shell);
  assert.match(shell, /x-fal-billable-units: 4/);
  for (const said of [run(python, "code.py"), run("node", "code.mjs")]) {
    sent(said);
    assert.match(said, /units: 4/);
  }
  await page.context().close();
}

try {
  for (const step of [quick, looks, way, others, withoutScript, code]) {
    const began = Date.now();
    await step();
    assert.deepEqual(faults, []);
    console.log(`${step.name}: ${Date.now() - began} ms`);
  }
} finally {
  await browser.close();
  const ended = new Promise((done) => market.on("exit", done));
  market.kill("SIGTERM");
  await ended;
  rmSync(folder, { recursive: true });
}
