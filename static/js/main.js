// One address has three pages; boot/page_role.js read from the address which one this is, before the first paint.
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
  dispatchEvent(new Event("posecast:loaded"));
} catch (error) {
  dispatchEvent(new Event("posecast:failed"));
  throw error;
}
