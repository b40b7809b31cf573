// Bytes of files between the window and the contract: base64 one way, a Blob the other.

export function base64Of(file: Blob): Promise<string> {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => {
      const url = String(reader.result);
      done(url.slice(url.indexOf(",") + 1));
    };
    reader.onerror = () => fail(reader.error ?? new Error("file"));
    reader.readAsDataURL(file);
  });
}

export function blobOf(base64: string, media: string): Blob {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return new Blob([bytes], { type: media });
}

/** A name for what was pasted without one. */
export function pastedName(media: string): string {
  const ending = media.split("/")[1]?.replace("jpeg", "jpg") ?? "png";
  return `粘贴的图片.${ending}`;
}
