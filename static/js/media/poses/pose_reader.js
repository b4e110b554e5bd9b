import { FrameSplitter } from "./frame_parser.js";
import { PoseTable } from "./pose_table.js";

const FORMAT = "posecast-poses";
const VERSION = 1;
/** Without the first part the frames have no size; more than this of it is no document of ours. */
const LONGEST_HEAD = 200_000;

/**
 * Reads a pose document (docs/formats.md) from a stream into a table, without ever holding the whole of its text.
 *
 * @param {ReadableStream<Uint8Array>} stream UTF-8
 * @returns {Promise<PoseTable>}
 * @throws {SyntaxError} when that is no pose document of this version
 */
export async function readPoses(stream) {
  const splitter = new FrameSplitter();
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  /** @type {PoseTable | null} */
  let table = null;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    for (const frame of splitter.feed(decoder.decode(read.value, { stream: true }))) {
      table ??= new PoseTable(sourceIn(splitter.head));
      table.add(JSON.parse(frame));
    }
    if (splitter.head.length > LONGEST_HEAD) throw new SyntaxError("This is not a pose document.");
  }
  const { format, version, source } = JSON.parse(splitter.head);
  if (format !== FORMAT || version !== VERSION) throw new SyntaxError("This is not a pose document of version 1.");
  return table ?? new PoseTable(source);
}

/**
 * How many people a picture's document has, whose one frame is read quickly; null when it is no such document.
 *
 * @param {string} document
 * @returns {number | null}
 */
export function peopleInPicture(document) {
  try {
    return JSON.parse(document).frames[0].people.length ?? null;
  } catch {
    return null;
  }
}

/**
 * The source as the document's first part has it, whose list of frames has only begun.
 *
 * @param {string} head
 * @returns {import("./pose_table.js").DocumentSource}
 */
function sourceIn(head) {
  const end = head.lastIndexOf("[");
  return JSON.parse(`${head.slice(0, end)}[]}`).source;
}
