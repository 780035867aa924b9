import type { Document } from "./document";

/** A comment or an issue that is there already. */
export interface Entry {
  readonly id: string;
  readonly body: string;
  readonly isOpen: boolean;
}

/** Where documents are kept: the comments of a pull request, or the issues of a repository. */
export interface Place {
  readonly kind: "comment" | "issue";
  /** Those that we wrote, the oldest first. */
  ours(): Promise<Entry[]>;
  create(document: Document): Promise<void>;
  /** For an issue also whether it is open from now on. */
  update(id: string, document: Document, isOpen: boolean): Promise<void>;
  /** A second one of the same: a comment goes, an issue is closed. */
  remove(id: string): Promise<void>;
}

/** Leaves exactly one of the document where one is wanted, whatever was there before. Says what it did. */
export async function keepOne(place: Place, document: Document): Promise<string> {
  const mine = (await place.ours()).filter(({ body }) => isOf(body, document));
  const [first, ...others] = mine;
  const kept = place.kind === "issue" ? (mine.find(({ isOpen }) => isOpen) ?? first) : first;
  if (place.kind === "issue" && document.verdict === "unchecked") {
    // What was found before may still be so: nobody has looked.
    return "nothing was changed, since not everything could be checked";
  }
  const isWanted = document.isAlwaysWanted || document.verdict === "found";
  if (kept === undefined) {
    if (!isWanted) return `there is nothing to tell, and no ${place.kind} to change`;
    return createOnce(place, document);
  }
  const isOpen = document.verdict !== "clean";
  const isSame = kept.body.trim() === document.body.trim() && kept.isOpen === isOpen;
  const isClosed = place.kind === "issue" && !isOpen && !kept.isOpen;
  if (!isSame && !isClosed) await place.update(kept.id, document, isOpen);
  for (const other of [first, ...others]) {
    const isLeftOver = other !== undefined && other !== kept;
    if (isLeftOver && (other.isOpen || place.kind === "comment")) await place.remove(other.id);
  }
  if (place.kind === "comment") return "the comment was updated";
  return isOpen ? "the issue was updated" : "the issue is closed";
}

const isOf = (body: string, { marker }: Document): boolean => body.trimStart().startsWith(marker);

/** An answer that was lost may have been a success: then there is one now, and no second is made. */
async function createOnce(place: Place, document: Document): Promise<string> {
  try {
    await place.create(document);
  } catch (error) {
    const isThere = (await place.ours()).some(({ body }) => isOf(body, document));
    if (!isThere) throw error;
  }
  return `the ${place.kind} was created`;
}
