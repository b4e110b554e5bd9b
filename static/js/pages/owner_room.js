import { RemoteCameraPanel } from "../ui/remote_camera_panel.js";
import { shareAddresses } from "../ui/share_addresses.js";
import { ShareDialog } from "../ui/share_dialog.js";
import { showVideoSign } from "../ui/badges.js";
import { isRemote } from "./owner_state.js";

/**
 * @typedef {object} RoomParts
 * @property {() => number} clock ms
 * @property {import("../ui/share_addresses.js").PageConfig} config
 * @property {import("../ui/store.js").Store<import("./owner_state.js").OwnerState>} store
 * @property {import("../ui/stage_messages.js").StageMessages} messages
 * @property {import("./camera_client.js").CameraClient} client
 * @property {import("../view/pose_presenter.js").PosePresenter} presenter
 */

const NO_ANSWER = "The server did not answer. Try again when the connection is back.";

const LINKS_LOST = "The server was restarted: the links from before have ended. Share the new ones with viewers and phones.";

/** The owner's room: its links and viewers, and the phone that may be its camera. */
export class OwnerRoom {
  #parts;
  #share;
  #phone = new RemoteCameraPanel();
  #id = "";
  /** Does anybody have a link of this room, as far as the page knows? */
  #isShared = false;
  /** @type {import("../protocol/wire.js").Links | null} */
  links = null;

  /** @param {RoomParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#share = new ShareDialog(shareAddresses(parts.config, location.origin), parts.config.lan?.trust_url ?? "", {
      onVideo: (video) => this.#shareVideo(video),
      onRenew: () => this.#renewLinks(),
    });
    parts.presenter.onDrawn(() => {
      if (isRemote(parts.store.state)) this.#phone.poseShown();
    });
    parts.store.watch(({ welcome }) => welcome, (welcome) => this.#welcomed(welcome));
    parts.store.watch(({ room }) => room, (room) => this.#roomChanged(room));
    parts.store.watch(isRemote, (remote) => (document.documentElement.dataset["remote"] = String(remote)));
  }

  /**
   * Makes this computer the camera, if it is not.
   *
   * @returns {Promise<boolean>} is it the camera now?
   */
  async takeBack() {
    const { store, client, messages } = this.#parts;
    if (store.state.isCamera) return true;
    const answer = await client.connection.takeBack().catch(() => null);
    if (answer?.ok) {
      client.becomeCamera();
      return true;
    }
    messages.toast(answer?.problem?.message ?? NO_ANSWER);
    return false;
  }

  toggleShare() {
    this.#isShared = true;
    this.#share.toggle();
  }

  /** Updates what depends on the time. Call a few times a second. */
  tick() {
    // Another address may have been chosen in the dialog.
    this.#phone.showLink(this.#share.cameraLink);
    this.#phone.tick(this.#parts.clock());
  }

  /** @param {import("../protocol/wire.js").Welcome | null} welcome */
  #welcomed(welcome) {
    this.#showLinks(welcome?.links ?? null);
    if (!welcome) return;
    const { room, limits } = welcome;
    this.#phone.setKeptFor(limits.away_s);
    // A server that was restarted has forgotten the room and everybody in it.
    if (this.#id && this.#id !== room && this.#isShared) this.#parts.messages.toast(LINKS_LOST);
    if (this.#id !== room) this.#isShared = false;
    this.#id = room;
  }

  /** @param {import("../protocol/wire.js").Room | null} room */
  #roomChanged(room) {
    if (!room) return;
    const remote = !room.is_camera;
    this.#share.showRoom(room);
    this.#isShared ||= room.viewers > 0 || remote;
    showVideoSign(room.video ? "Viewers see the video" : "");
    this.#phone.show(remote ? room : null, this.#parts.clock());
    if (remote && (room.camera === "away" || room.camera === "none")) this.#parts.presenter.clear();
  }

  /** @param {import("../protocol/wire.js").Links | null} links */
  #showLinks(links) {
    this.links = links;
    this.#share.showLinks(links);
    this.#phone.showLink(this.#share.cameraLink);
  }

  /**
   * @param {boolean} video
   * @returns {Promise<string>} what went wrong; "" when it worked
   */
  async #shareVideo(video) {
    const answer = await this.#parts.client.connection.share({ video }).catch(() => null);
    return answer?.ok ? "" : (answer?.problem?.message ?? NO_ANSWER);
  }

  /** @returns {Promise<string>} what went wrong; "" when it worked */
  async #renewLinks() {
    const answer = await this.#parts.client.connection.renewLinks().catch(() => null);
    if (!answer?.ok || !answer.links) return answer?.problem?.message ?? NO_ANSWER;
    this.#showLinks(answer.links);
    return "";
  }
}
