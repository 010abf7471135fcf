// Parts of a file that is kept whole. A cache takes no answer of status 206, so the parts are cut here.

/** "bytes=0-99", "bytes=100-": as the map asks. Whatever else there is gets the whole, as the standard allows (RFC 9110, 14.2). */
export async function slice(whole: Response, range: string): Promise<Response> {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  if (first === undefined) return whole;
  const blob = await whole.blob();
  const start = Number(first);
  if (start >= blob.size) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${blob.size}` } });
  const end = Math.min(last ? Number(last) : blob.size - 1, blob.size - 1);
  const headers = {
    "Content-Type": whole.headers.get("Content-Type") ?? "application/octet-stream",
    "Content-Range": `bytes ${start}-${end}/${blob.size}`,
    "Content-Length": String(end - start + 1),
    "Accept-Ranges": "bytes",
  };
  return new Response(blob.slice(start, end + 1), { status: 206, headers });
}
