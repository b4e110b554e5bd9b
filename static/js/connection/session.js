import { Admission } from "./credentials.js";
import { ResumeMemory } from "../storage/resume_token.js";
import { tabStorage } from "../storage/web_storage.js";
import { claimTab } from "../storage/tab_lock.js";

/**
 * What this tab comes to the server with.
 *
 * @param {import("./room_link.js").RoomLink | null} link
 * @param {{name?: string, staysOut?: boolean}} [more] see Admission
 * @returns {Promise<{admission: Admission, memory: ResumeMemory}>}
 */
export async function startSession(link, more = {}) {
  const storage = tabStorage();
  const isOriginal = await claimTab(storage, navigator.locks, () => String(Math.random()));
  const memory = new ResumeMemory(storage, location.hash);
  if (!isOriginal) memory.forget();
  return { admission: new Admission({ link, memory, ...more }), memory };
}
