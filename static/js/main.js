// One address, three pages: whose it is was read from the address before the first paint (page_first.js).
const PAGES = {
  owner: () => import("./owner_page.js"),
  phone: () => import("./phone_page.js"),
  viewer: () => import("./viewer_page.js"),
};

// Another link in the same tab is another errand.
addEventListener("hashchange", () => location.reload());

const page = /** @type {keyof typeof PAGES} */ (document.documentElement.dataset["page"]);
try {
  await PAGES[page]();
  dispatchEvent(new Event("posecast:arrived"));
} catch (error) {
  dispatchEvent(new Event("posecast:failed"));
  throw error;
}
