// On the page of a full server, asks again and loads Posecast when there is a place. A page that reloaded itself every few
// seconds would lose scroll position and focus. Without this classic script, the page has a link to try again.
(() => {
  const ASK_EVERY_MS = 5000;
  const ASKING = "This page asks again every 5 seconds, and goes on by itself when there is a place.";
  const NO_ANSWER = "The server does not answer now. This page goes on asking.";
  const A_PLACE = "There is a place. Opening Posecast…";
  const FULL = 503;

  // A room that a link leads to may have a place when there is none for another room. The server does not see the link,
  // which is in the fragment; so the query tells it.
  const isLink = /^#(watch|camera)=/.test(location.hash);
  const query = new URLSearchParams(location.search);
  if (isLink && !query.has("link")) {
    query.set("link", "1");
    location.replace(`/?${query}${location.hash}`);
    return;
  }

  /** Shows a text, only if it is a new one, because screen readers read it out. @param {string} text */
  function say(text) {
    const place = document.getElementById("asking");
    if (place && place.textContent !== text) place.textContent = text;
  }

  async function ask() {
    try {
      const response = await fetch("/", { method: "HEAD", cache: "no-store" });
      if (response.ok) {
        say(A_PLACE);
        location.reload();
        return;
      }
      say(response.status === FULL ? ASKING : NO_ANSWER);
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
