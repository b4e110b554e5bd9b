// One address, three pages: whose it is was read from the address before the first paint (page_role.js).
const PAGES = {
  owner: () => import("./pages/owner.js"),
  phone: () => import("./pages/phone.js"),
  viewer: () => import("./pages/viewer.js"),
};

// Another link in the same tab opens another page.
addEventListener("hashchange", () => location.reload());

const page = /** @type {keyof typeof PAGES} */ (document.documentElement.dataset["page"]);
try {
  await PAGES[page]();
  dispatchEvent(new Event("posecast:arrived"));
} catch (error) {
  dispatchEvent(new Event("posecast:failed"));
  throw error;
}
