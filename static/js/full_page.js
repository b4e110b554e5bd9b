// For a link into a room there may be a place where there is none for another camera. The server does not see the link,
// which stands in the fragment; so the page for full servers asks again with a word about it. A classic script.
(() => {
  const isLink = /^#(watch|camera)=/.test(location.hash);
  const query = new URLSearchParams(location.search);
  if (!isLink || query.has("link")) return;
  query.set("link", "1");
  location.replace(`/?${query}${location.hash}`);
})();
