import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRoomLink, roomLink } from "../../../static/js/connection/room_link.js";

test("a link that was made is read back", () => {
  for (const kind of ["watch", "camera"]) {
    const link = roomLink("https://192.168.1.5:8443", kind, "room-_1.token-_2");
    assert.equal(new URL(link).pathname + new URL(link).search, "/");
    assert.deepEqual(parseRoomLink(new URL(link).hash), { kind, room: "room-_1", token: "token-_2" });
  }
});

test("a base's own path and query do not get into the link", () => {
  assert.equal(roomLink("https://pose.example.org/some/page?a=1#b", "watch", "r.t"), "https://pose.example.org/#watch=r.t");
});

test("what is no whole link is none", () => {
  const damaged = ["", "#", "#watch", "#watch=", "#watch=room", "#watch=.t", "#watch=r.", "#watch=r.t.u", "#view=r.t"];
  const hostile = ["#watch=r.<script>", "#camera=../..", `#watch=r.${"t".repeat(5000)}`, "#watch=r.t&x=1", " #watch=r.t"];
  for (const hash of [...damaged, ...hostile]) assert.equal(parseRoomLink(hash), null, hash);
});
