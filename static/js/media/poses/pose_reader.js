import { FrameSplitter } from "./frame_parser.js";
import { PoseTable } from "./pose_table.js";

const FORMAT = "posecast-poses";
const VERSION = 1;
/** The part before the frames, characters. More than this is not a pose document. */
const LONGEST_HEAD = 200_000;

/**
 * Reads a pose document (docs/formats.md) from a stream into a table, without keeping its whole text in memory.
 *
 * @param {ReadableStream<Uint8Array>} stream UTF-8
 * @returns {Promise<PoseTable>}
 * @throws {SyntaxError} when it is not a pose document of this version
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
 * Counts the people in a picture's document; null when it is not a pose document.
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
 * Reads the source from the part before the frames, which ends in an open list.
 *
 * @param {string} head
 * @returns {import("./pose_table.js").DocumentSource}
 */
function sourceIn(head) {
  const end = head.lastIndexOf("[");
  return JSON.parse(`${head.slice(0, end)}[]}`).source;
}
