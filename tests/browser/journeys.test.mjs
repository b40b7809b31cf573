// The window tests' own journeys, word for word, in a browser without what old engines lack.

process.env.LIAISON_HOST = "browser";

await import("../window/first_start.test.mjs");
await import("../window/visit.test.mjs");
await import("../window/matter.test.mjs");
