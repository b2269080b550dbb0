/** Longest side of a photograph in pixels, and how strongly it is reduced: small enough for a bad line, good enough for a face. */
const LONGEST = 1600;
const QUALITY = 0.72;

/**
 * A photograph as it is kept and sent: turned upright, reduced, drawn anew, so that nothing of where, when and with what it was
 * taken comes along.
 */
export async function reducePhoto(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
    const canvas = new OffscreenCanvas(Math.round(image.width * scale), Math.round(image.height * scale));
    const context = canvas.getContext('2d');
    if (!context) throw new Error('photo: no drawing');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const reduced = await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
    return new Uint8Array(await reduced.arrayBuffer());
  } finally {
    image.close();
  }
}
