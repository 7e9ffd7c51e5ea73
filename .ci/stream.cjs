// Reads a stream with `@fal-ai/client`, and prints its items as JSON.
const { fal } = require("@fal-ai/client");

fal.config({
  credentials: "caller:secret",
  requestMiddleware: async (request) => ({
    ...request,
    url: request.url.replace("https://fal.run", process.env.PLATFORM),
  }),
});

(async () => {
  const stream = await fal.stream("owner/tale", { input: JSON.parse(process.env.INPUT) });
  const items = [];
  for await (const item of stream) {
    items.push(item);
  }
  await stream.done();
  console.log(JSON.stringify(items));
})();
