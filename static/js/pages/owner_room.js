import { RemoteCameraPanel } from "../ui/remote_camera_panel.js";
import { cameraName, phoneSees } from "../text/room_text.js";
import { shareAddresses } from "../ui/share_addresses.js";
import { ShareDialog } from "../ui/share_dialog.js";
import { showVideoSign } from "../ui/badges.js";

/**
 * @typedef {object} RoomParts
 * @property {() => number} clock ms
 * @property {import("../ui/share_addresses.js").PageConfig} config
 * @property {HTMLElement} stage
 * @property {import("../ui/stage_messages.js").StageMessages} messages
 * @property {import("./camera_client.js").CameraClient} client
 * @property {import("../view/pose_presenter.js").PosePresenter} painter
 * @property {() => void} onHandedOver another device is the camera from now on
 * @property {() => void} onTakenBack this one is again
 */

const NO_ANSWER = "The server did not answer. Try again when the connection is back.";

const LINKS_LOST = "The server was restarted: the links from before have ended. Share the new ones with viewers and phones.";

/** The owner's room: its links and viewers, and the phone that may be its camera. */
export class OwnerRoom {
  #parts;
  #share;
  #phone = new RemoteCameraPanel();
  #isHandedOver = false;
  #id = "";
  /** Has somebody a link of this room, as far as can be told? */
  #isShared = false;
  /** @type {import("../protocol/wire.js").Links | null} */
  links = null;

  /** @param {RoomParts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#share = new ShareDialog(shareAddresses(parts.config, location.origin), parts.config.lan?.trust_url ?? "", {
      onVideo: (video) => this.#shareVideo(video),
      onRenew: () => this.#renew(),
    });
    parts.painter.onDrawn(() => {
      if (this.#isHandedOver) this.#phone.posed();
    });
    this.#share.showLinks(null);
  }

  /** @param {import("../protocol/wire.js").Welcome} welcome */
  welcomed({ room, links, limits }) {
    this.#phone.keptFor(limits.away_s);
    this.#showLinks(links ?? null);
    // A server that was restarted has forgotten the room, and with it everybody else who was there.
    if (this.#id && this.#id !== room && this.#isShared) this.#parts.messages.toast(LINKS_LOST);
    if (this.#id !== room) this.#isShared = false;
    this.#id = room;
  }

  /** @param {import("../protocol/wire.js").Room} room */
  changed(room) {
    this.#share.showRoom(room);
    this.#isShared ||= room.viewers > 0 || !room.is_camera;
    showVideoSign(room.video ? "Viewers see the video" : "");
    const isHandedOver = !room.is_camera;
    if (isHandedOver !== this.#isHandedOver) this.#handOver(isHandedOver);
    this.#phone.show(isHandedOver ? room : null, this.#parts.clock());
    if (isHandedOver && (room.camera === "away" || room.camera === "none")) this.#parts.painter.clear();
  }

  /**
   * Makes this computer the camera, if it is not.
   *
   * @returns {Promise<boolean>} is it now?
   */
  async takeBack() {
    if (this.#parts.client.isCamera) return true;
    const answer = await this.#parts.client.connection.takeBack().catch(() => null);
    if (answer?.ok) {
      this.#parts.client.becomeCamera();
      this.#handOver(false);
      this.#phone.show(null, this.#parts.clock());
      return true;
    }
    this.#parts.messages.toast(answer?.problem?.message ?? NO_ANSWER);
    return false;
  }

  toggleShare() {
    this.#isShared = true;
    this.#share.toggle();
  }

  /** Call now and then. */
  tick() {
    // Another address may have been chosen in the dialog.
    this.#phone.offer(this.#share.cameraLink);
    this.#phone.tick(this.#parts.clock());
  }

  /** @returns {import("../text/status_text.js").WhoWords | null} null while this computer is the camera */
  words() {
    const { room, link } = this.#parts.client;
    if (!this.#isHandedOver || !room) return null;
    if (link.state === "connecting") return { who: "Connecting…", tip: "", trouble: false };
    if (link.state === "closed") return { who: "No server", tip: "Posecast keeps trying to reach it.", trouble: true };
    const people = this.#parts.painter.pose?.people.length ?? 0;
    const tip = room.camera === "none" ? "" : `Camera: ${cameraName(room.camera_name)}`;
    return { who: phoneSees(room, people), tip, trouble: room.camera === "away" };
  }

  /** @param {boolean} isHandedOver */
  #handOver(isHandedOver) {
    if (this.#isHandedOver === isHandedOver) return;
    this.#isHandedOver = isHandedOver;
    document.documentElement.dataset["remote"] = String(isHandedOver);
    if (isHandedOver) {
      this.#parts.onHandedOver();
      this.#parts.messages.showPicture();
    } else this.#parts.onTakenBack();
  }

  /** @param {import("../protocol/wire.js").Links | null} links */
  #showLinks(links) {
    this.links = links;
    this.#share.showLinks(links);
    this.#phone.offer(this.#share.cameraLink);
  }

  /** @param {boolean} video */
  async #shareVideo(video) {
    const answer = await this.#parts.client.connection.share({ video }).catch(() => null);
    return answer?.ok ? "" : (answer?.problem?.message ?? NO_ANSWER);
  }

  async #renew() {
    const answer = await this.#parts.client.connection.renewLinks().catch(() => null);
    if (!answer?.ok || !answer.links) return answer?.problem?.message ?? NO_ANSWER;
    this.#showLinks(answer.links);
    return "";
  }
}
