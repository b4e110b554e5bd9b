// Runs before the first paint, as a classic script: says which page this address is, so that nobody sees another first.
// A camera or watch link carries its secret in the fragment, which browsers send to no server; so only the page can tell.
(() => {
  const isCamera = /^#camera=/.test(location.hash);
  const isWatch = /^#watch=/.test(location.hash);
  // A frame shows viewers' pages only: one whose watch link got lost says so, and opens no room.
  const isEmbedded = !isCamera && new URLSearchParams(location.search).get("embed") === "1";
  const root = document.documentElement;
  root.dataset["page"] = isCamera ? "phone" : isWatch || isEmbedded ? "viewer" : "owner";
  if (isEmbedded) root.dataset["embed"] = "true";
})();
