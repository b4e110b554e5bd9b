import assert from "node:assert/strict";
import { test } from "node:test";
import { Api } from "../../../../static/js/media/api/client.js";
import { ApiProblem, offline, problemIn } from "../../../../static/js/media/api/problem.js";
import { endText } from "../../../../static/js/media/items/failure_text.js";
import { ItemRunner, wait } from "../../../../static/js/media/items/item_runner.js";
import { Items } from "../../../../static/js/media/items/items.js";
import { firstMediaState } from "../../../../static/js/media/media_state.js";
import { Store } from "../../../../static/js/ui/store.js";

const OPTIONS = { model: "full", people: 2, smoothing: "offline", minVisibility: 0.25 };
const JOB = { id: "abc", state: "queued", progress: 0, frames_done: 0, frames_total: 10, frames_a_second: null, seconds_left: null, expires: null, problem: null, note: null, results: [] };

/**
 * A page without a browser: `answers` are what the server says to each question about the job, in turn; the last one
 * again and again. An Error is thrown.
 */
function page({ answers = [], uploaded = JSON.stringify(JOB) } = {}) {
  const asked = [];
  const waits = [];
  const states = [];
  const fetch = async (url, how = {}) => {
    asked.push(`${how.method ?? "GET"} ${url}`);
    if (how.method === "DELETE") return new Response(null, { status: 204 });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return answer instanceof Response ? answer.clone() : Response.json(answer);
  };
  const upload = async ({ url, body, onSent, signal }) => {
    asked.push(`POST ${url} ${body.get("file").name}`);
    onSent(1);
    await null;
    signal.throwIfAborted();
    if (uploaded instanceof Error) throw uploaded;
    return typeof uploaded === "function" ? uploaded() : new Blob([uploaded]);
  };
  const store = new Store(firstMediaState(OPTIONS, { model: "full", mostPeople: 8 }));
  const items = new Items(store);
  store.watch((state) => state.items[0]?.progress.state, (state) => state && states.push(state));
  const parts = { api: new Api({ fetch, upload }), items, isHidden: () => false };
  const runner = new ItemRunner({ ...parts, wait: async (ms, signal) => (waits.push(ms), signal.throwIfAborted()) });
  const add = (kind) => items.add({ name: "a b.bin", size: 3, kind, file: new File(["abc"], "a b.bin"), options: OPTIONS });
  return { asked, waits, states, items, runner, add, state: () => items.all[0]?.progress.state };
}

test("a picture is sent with its options, and its answer kept", async () => {
  const { asked, items, runner, add } = page({ uploaded: '{"a": 1}' });
  await runner.run(add("picture"));
  assert.deepEqual(asked, ["POST /api/v1/image?model=full&people=2&min_visibility=0.25&format=json a b.bin"]);
  assert.deepEqual([items.all[0].progress.state, items.all[0].document], ["done", '{"a": 1}']);
});

test("the people of a picture are counted, as far as its answer can be read", async () => {
  const documents = ['{"frames": [{"people": []}]}', '{"frames": [{"people": [{}, {}]}]}', '{"frames": [{}]}', '{"frames": [{"people": {}}]}', "no json"];
  const counted = documents.map(async (uploaded) => {
    const { items, runner, add } = page({ uploaded });
    await runner.run(add("picture"));
    return items.all[0].progress.people;
  });
  assert.deepEqual(await Promise.all(counted), [0, 2, null, null, null]);
});

test("a video is sent and followed to its end, less and less often", async () => {
  const running = { ...JOB, state: "running" };
  const { asked, waits, states, runner, add } = page({ answers: [JOB, running, running, { ...JOB, state: "done" }] });
  await runner.run(add("video"));
  assert.equal(asked[0], "POST /api/v1/video?model=full&people=2&min_visibility=0.25&smoothing=offline a b.bin");
  assert.deepEqual(new Set(asked.slice(1)), new Set(["GET /api/v1/jobs/abc"]));
  assert.deepEqual([...new Set(states)], ["waiting", "uploading", "queued", "running", "done"]);
  assert.ok(waits.length === 3 && waits[0] < waits[1] && waits[1] < waits[2], String(waits));
});

test("a refusal is shown in the server's message", async () => {
  const refused = problemIn(415, '{"title": "Not a picture", "detail": "It is text.", "code": "not-a-picture"}');
  const { items, runner, add } = page({ uploaded: refused });
  await runner.run(add("picture"));
  const { state, problem } = items.all[0].progress;
  assert.deepEqual([state, problem.title, problem.detail, problem.status], ["failed", "Not a picture", "It is text.", 415]);
});

test("a proxy's HTML page is a problem with its status", () => {
  assert.match(problemIn(413, "<html>Request Entity Too Large</html>").problem.detail, /413/);
});

test("no answer: the upload fails, and a second try works", async () => {
  let tries = 0;
  const uploaded = () => {
    tries += 1;
    if (tries === 1) throw offline();
    return new Blob(["{}"]);
  };
  const { items, runner, add, state } = page({ uploaded });
  await runner.run(add("picture"));
  assert.deepEqual([state(), items.all[0].progress.problem.code], ["failed", "offline"]);
  await runner.retry(items.all[0]);
  assert.equal(state(), "done");
});

test("a server that goes away while a job runs is asked again until it is back", async () => {
  const gone = new TypeError("Failed to fetch");
  const { waits, runner, add, state } = page({ answers: [gone, gone, { ...JOB, state: "done" }] });
  await runner.run(add("video"));
  assert.deepEqual([state(), waits], ["done", [1000, 2000]]);
});

/** Its headers came, and then the connection ended. */
function brokenOff() {
  const answer = Response.json(JOB);
  const breaks = async () => {
    throw new TypeError("network error");
  };
  return Object.assign(answer, { text: breaks, json: breaks, clone: () => answer });
}

const htmlPage = () => new Response("<html>Please sign in</html>", { headers: { "Content-Type": "text/html" } });

for (const [how, broken] of [
  ["breaks off after its headers", brokenOff()],
  ["is a proxy's page", htmlPage()],
  ["is JSON but no job", Response.json(null)],
  ["is a refusal that breaks off", Object.defineProperty(brokenOff(), "ok", { value: false })],
]) {
  test(`a job is asked about again after an answer that ${how}`, async () => {
    const { waits, states, runner, add, state } = page({ answers: [JOB, broken, broken, { ...JOB, state: "done" }] });
    await runner.run(add("video"));
    assert.deepEqual([state(), waits.slice(1)], ["done", [1000, 2000]]);
    assert.ok(!states.includes("failed"));
  });
}

test("a proxy's page in answer to a video is a problem, and a second try works", async () => {
  const answers = ["<html>Please sign in</html>", JSON.stringify(JOB)];
  const { items, runner, add, state } = page({ uploaded: () => new Blob([answers.shift()]), answers: [{ ...JOB, state: "done" }] });
  await runner.run(add("video"));
  assert.deepEqual([state(), endText(items.all[0].progress).mayHelp], ["failed", true]);
  assert.match(items.all[0].progress.problem.title, /Something else answered/);
  await runner.retry(items.all[0]);
  assert.equal(state(), "done");
});

test("an unexpected error ends the item with a problem", async () => {
  const { items, runner, add, state } = page({ uploaded: new RangeError("out of range") });
  await runner.run(add("video"));
  assert.deepEqual([state(), items.all[0].progress.problem.detail], ["failed", "RangeError: out of range"]);
});

test("a connection lost in the middle of a result is a server that does not answer", async () => {
  const api = new Api({ fetch: async () => Object.assign(new Response(), { blob: async () => Promise.reject(new TypeError("network error")) }) });
  await assert.rejects(api.blob("/sample"), (error) => error instanceof ApiProblem && error.isOffline);
});

test("a job that the server does not know has expired", async () => {
  const { runner, add, state } = page({ answers: [JOB, new Response("{}", { status: 404 })] });
  await runner.run(add("video"));
  assert.equal(state(), "expired");
});

test("after a reload a job goes on, or has expired", async () => {
  for (const [answer, expected] of [[{ ...JOB, state: "done" }, "done"], [new Response("{}", { status: 404 }), "expired"]]) {
    const { items, runner, state } = page({ answers: [answer] });
    const item = items.add({ name: "a", size: 1, kind: "video", file: null, options: OPTIONS });
    await runner.resume(item, "abc");
    assert.equal(state(), expected);
  }
});

test("cancelling ends the requests and the job", async () => {
  const { asked, items, runner, add, state } = page({ answers: [{ ...JOB, state: "running" }] });
  const run = runner.run(add("video"));
  while (state() !== "running") await null;
  await runner.cancel(items.all[0]);
  await run;
  const questions = asked.length;
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([state(), asked.length], ["cancelled", questions]);
  assert.ok(asked.includes("DELETE /api/v1/jobs/abc"));
});

test("cancelled while the server answers: the new job is removed, too", async () => {
  const made = page();
  const item = made.add("video");
  const run = made.runner.run(item);
  const { text } = Blob.prototype;
  Blob.prototype.text = async function () {
    await made.runner.cancel(item);
    return text.call(this);
  };
  await run.finally(() => (Blob.prototype.text = text));
  assert.equal(made.state(), "cancelled");
  assert.ok(made.asked.includes("DELETE /api/v1/jobs/abc"), String(made.asked));
});

test("removing an item removes its results from the server", async () => {
  const { asked, items, runner, add } = page({ answers: [{ ...JOB, state: "done" }] });
  await runner.run(add("video"));
  await runner.remove(items.all[0]);
  assert.deepEqual([items.all, asked.at(-1)], [[], "DELETE /api/v1/jobs/abc"]);
});

test("a proxy that reaches no server for a moment does not end a video", async () => {
  for (const status of [502, 503, 504]) {
    const away = new Response("<html>Bad gateway</html>", { status });
    const { states, runner, add } = page({ answers: [away, away.clone(), { ...JOB, state: "done" }] });
    await runner.run(add("video"));
    assert.equal(states.at(-1), "done");
  }
});

test("a server that is stopping ends the item with its own problem", async () => {
  const stopping = Response.json({ title: "The server is stopping", code: "stopping" }, { status: 503 });
  const { items, runner, add } = page({ answers: [stopping] });
  await runner.run(add("video"));
  assert.equal(items.all[0].progress.problem?.code, "stopping");
});

test("a wait that has ended leaves no listener, and one that is aborted ends", async () => {
  const leaving = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = AbortSignal.prototype;
  leaving.signal.addEventListener = (...given) => (listeners++, addEventListener.apply(leaving.signal, given));
  leaving.signal.removeEventListener = (...given) => (listeners--, removeEventListener.apply(leaving.signal, given));
  for (let round = 0; round < 3; round++) await wait(0, leaving.signal);
  assert.equal(listeners, 0);
  const endless = wait(1e9, leaving.signal);
  leaving.abort(new Error("aborted"));
  await assert.rejects(endless, /aborted/);
  await assert.rejects(wait(0, leaving.signal), /aborted/);
});
