// Finds out which page this address is, before the first paint, as a classic script, so that no other page is seen first.
// A camera or watch link has its secret in the fragment, which browsers send to no server; so only the page can tell.
(() => {
  const isCamera = /^#camera=/.test(location.hash);
  const isWatch = /^#watch=/.test(location.hash);
  // A page inside another site's page is a viewer's, even without a watch link: it then says so, and opens no room.
  const isEmbedded = !isCamera && new URLSearchParams(location.search).get("embed") === "1";
  const root = document.documentElement;
  root.dataset["page"] = isCamera ? "phone" : isWatch || isEmbedded ? "viewer" : "owner";
  if (isEmbedded) root.dataset["embed"] = "true";
})();
