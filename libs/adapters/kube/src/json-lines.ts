/** One JSON value per line, across pieces of any size. A last line that was cut off is left out. */
export async function* jsonLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<unknown, void> {
  const decoder = new TextDecoder();
  let rest: string[] = [];
  for await (const piece of pieces) {
    const lines = decoder.decode(piece, { stream: true }).split('\n');
    const last = lines.pop()!;
    for (const line of lines) {
      const whole = rest.join('') + line;
      rest = [];
      if (whole.trim()) yield JSON.parse(whole);
    }
    // Pieces are joined once, at the line's end: an object of a megabyte comes in many.
    if (last) rest.push(last);
  }
}
