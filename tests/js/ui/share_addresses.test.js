import assert from "node:assert/strict";
import { test } from "node:test";
import { shareAddresses } from "../../../static/js/ui/share_addresses.js";

const bases = (config, origin) => shareAddresses(config, origin).map(({ base }) => base);

test("on the machine itself, with nothing else, there is only an address that guests cannot reach", () => {
  for (const origin of ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000", "http://a.localhost"]) {
    const [only, ...more] = shareAddresses({}, origin);
    assert.deepEqual([only.base, only.isLocal, more], [origin, true, []]);
  }
});

test("addresses of the network take the place of the machine's own, in their order", () => {
  const lan = { addresses: ["https://192.168.1.5:8443/", "https://10.0.0.2:8443/"] };
  assert.deepEqual(bases({ lan }, "https://localhost:8443"), ["https://192.168.1.5:8443", "https://10.0.0.2:8443"]);
});

test("the public address comes first, and none stands there twice", () => {
  const config = { public_url: "https://pose.example.org", lan: { addresses: ["https://10.0.0.2:8443"] } };
  assert.deepEqual(bases(config, "https://pose.example.org"), ["https://pose.example.org", "https://10.0.0.2:8443"]);
});

test("a page that was opened by a real name is reached by it; whether securely is said", () => {
  const [plain] = shareAddresses({ lan: null, public_url: null }, "http://pose.lan:8000");
  assert.deepEqual([plain.base, plain.isLocal, plain.isSecure], ["http://pose.lan:8000", false, false]);
});

test("what is no address of a page is left out", () => {
  assert.deepEqual(bases({ public_url: "javascript:alert(1)", lan: { addresses: ["nonsense"] } }, "https://a.example"), ["https://a.example"]);
});
