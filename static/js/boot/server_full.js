// The page for full servers, whose link to try again needs no script. With one, the page asks by itself and is left only
// when there is a place: a page that loads itself anew every few seconds takes readers' place and focus away. A classic script.
(() => {
  const ASK_EVERY_MS = 5000;
  const ASKING = "This page asks again every 5 seconds, and goes on by itself when there is a place.";
  const NO_ANSWER = "The server does not answer just now. This page goes on asking.";
  const A_PLACE = "There is a place. Opening Posecast…";
  const FULL = 503;

  // For a link into a room there may be a place where there is none for another camera. The server does not see the link,
  // which stands in the fragment; so this asks again with a word about it.
  const isLink = /^#(watch|camera)=/.test(location.hash);
  const query = new URLSearchParams(location.search);
  if (isLink && !query.has("link")) {
    query.set("link", "1");
    location.replace(`/?${query}${location.hash}`);
    return;
  }

  /** @param {string} words are read out, and so only when they change */
  function say(words) {
    const place = document.getElementById("asking");
    if (place && place.textContent !== words) place.textContent = words;
  }

  async function ask() {
    try {
      const answer = await fetch("/", { method: "HEAD", cache: "no-store" });
      if (answer.ok) {
        say(A_PLACE);
        location.reload();
        return;
      }
      say(answer.status === FULL ? ASKING : NO_ANSWER);
    } catch {
      say(NO_ANSWER);
    }
    askLater();
  }

  function askLater() {
    setTimeout(ask, ASK_EVERY_MS);
  }

  document.addEventListener("DOMContentLoaded", () => {
    say(ASKING);
    askLater();
  });
})();
