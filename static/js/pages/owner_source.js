import { listCameras } from "../capture/camera.js";
import { sourceKind } from "../capture/file_kind.js";
import { isRunning } from "../capture/source_controller.js";
import { unknownFileText } from "../text/problem_messages.js";

/** @typedef {import("../capture/source.js").SourceKind} SourceKind */

/**
 * @typedef {object} OwnerSourceParts
 * @property {import("../ui/store.js").Store<import("./owner_state.js").OwnerState>} store
 * @property {import("../capture/source_controller.js").SourceController} controller
 * @property {import("../storage/preferences.js").Preferences} preferences
 * @property {import("../ui/source_bar.js").SourceBar} sourceBar
 * @property {import("../ui/stage_messages.js").StageMessages} messages
 * @property {import("./owner_room.js").OwnerRoom} room
 */

/** What the owner does with this computer's camera and files. Starting one makes this computer the room's camera again. */
export class OwnerSource {
  #parts;

  /** @param {OwnerSourceParts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  startOrStop() {
    const { controller, sourceBar } = this.#parts;
    const { state, kind } = controller.status;
    if (isRunning(state)) controller.stop();
    else if (kind === "camera" || controller.hasFile(kind)) void this.#start(kind);
    else sourceBar.chooseFile(kind);
  }

  startCamera() {
    void this.#start("camera");
  }

  /** @param {SourceKind} kind */
  chooseKind(kind) {
    if (kind === "camera") this.startCamera();
    else this.#parts.sourceBar.chooseFile(kind);
  }

  /** Opens a file. One that cannot be a source neither ends the camera here nor takes it back from a phone. @param {File} file */
  openFile(file) {
    const kind = sourceKind(file);
    if (kind) void this.#afterTakeBack(() => this.#parts.controller.startFile(kind, file));
    else this.#parts.messages.toast(unknownFileText(file.name));
  }

  /** @param {string} cameraId */
  chooseCamera(cameraId) {
    void this.#useCamera({ cameraId });
  }

  /** Uses the next camera of the list; a phone whose cameras have no ids yet changes between front and rear. */
  async nextCamera() {
    const { preferences, messages } = this.#parts;
    const cameras = (await listCameras()).filter(({ id }) => id);
    if (cameras.length === 1) {
      messages.toast("There is no other camera.");
      return;
    }
    const index = cameras.findIndex(({ id }) => id === this.#cameraId);
    const next = cameras[(index + 1) % cameras.length];
    const otherFacing = preferences.values.facing === "user" ? "environment" : "user";
    await this.#useCamera(next ? { cameraId: next.id } : { cameraId: "", facing: otherFacing });
  }

  pauseFile() {
    this.#parts.controller.toggleFilePause();
  }

  async showCameras() {
    this.#parts.sourceBar.showCameras(await listCameras(), this.#cameraId);
  }

  get #cameraId() {
    return this.#parts.controller.status.deviceId || this.#parts.preferences.values.cameraId;
  }

  /** @param {Partial<import("../storage/preferences.js").PreferenceValues>} choice */
  async #useCamera(choice) {
    const { store, controller, preferences } = this.#parts;
    preferences.set(choice);
    void this.showCameras();
    const isUsed = store.state.isCamera && (controller.status.kind !== "camera" || controller.status.state !== "idle");
    if (isUsed) await controller.start("camera");
  }

  /** @param {SourceKind} kind */
  async #start(kind) {
    await this.#afterTakeBack(() => this.#parts.controller.start(kind));
  }

  /** @param {() => Promise<void>} start */
  async #afterTakeBack(start) {
    if (await this.#parts.room.takeBack()) await start();
  }
}
