// Pictures on canvases: the bytes never get an address of their own in the page.

/** The bytes of a piece: from this device, else the server's small or whole picture; null without either. */
async function bytesOf(piece, isSmall) {
  const own = await piece.blob?.();
  const address = (isSmall && piece.thumbnail) || piece.href;
  if (own || !address) return own ?? null;
  try {
    const answer = await fetch(address, { credentials: "same-origin" });
    return answer.ok ? await answer.blob() : null;
  } catch {
    return null; // no network: the words beside the picture say what it is
  }
}

/** Draw a piece at most `width` wide. @returns {Promise<boolean>} false when there is nothing to draw */
export async function drawPiece(canvas, piece, width) {
  const blob = await bytesOf(piece, width < 800);
  const bitmap = blob && (await bitmapOf(blob));
  if (!bitmap) return false;
  const scale = Math.min(1, width / bitmap.width);
  [canvas.width, canvas.height] = [Math.round(bitmap.width * scale), Math.round(bitmap.height * scale)];
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return true;
}

/** @returns {Promise<ImageBitmap|null>} null for what is no picture */
export async function bitmapOf(blob) {
  try {
    return await createImageBitmap(blob);
  } catch (error) {
    if (error.name === "InvalidStateError" || error.name === "EncodingError") return null;
    throw error;
  }
}

const ENOUGH = 600_000;
const QUALITIES = [0.85, 0.75, 0.65, 0.5, 0.35];

/** A canvas as JPEG of at most 600 kB, without metadata; the least quality when none is small enough. */
export async function jpegOf(canvas, qualities = QUALITIES) {
  let blob;
  for (const quality of qualities) {
    blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
    if (blob && blob.size <= ENOUGH) return blob;
  }
  return blob;
}
