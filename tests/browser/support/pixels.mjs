// Looks at pictures. They are decoded by the browser itself, on a blank page of its own, and only numbers come back.

/** A lens: `count` pixels near a colour, the number of `colours`, the share of pixels that `differ`. */
export async function makeLens(browser) {
  const page = await browser.newPage();
  await page.evaluate(() => {
    window.drawn = async (picture, times) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0))]));
      const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.round(side / times));
      const context = new OffscreenCanvas(width, height).getContext("2d");
      context.imageSmoothingQuality = "high";
      context.drawImage(bitmap, 0, 0, width, height);
      return context;
    };
    window.pixels = async (picture, times = 1) => {
      const context = await drawn(picture, times);
      return context.getImageData(0, 0, context.canvas.width, context.canvas.height).data;
    };
    window.far = (a, i, b, j) => Math.max(Math.abs(a[i] - b[j]), Math.abs(a[i + 1] - b[j + 1]), Math.abs(a[i + 2] - b[j + 2]));
  });
  const text = (picture) => picture.toString("base64");
  return {
    close: () => page.close(),

    /** Pixels within `slack` of `#rrggbb`: letters are found by the colour of their inside. */
    count: (picture, colour, slack = 24) =>
      page.evaluate(
        async ([picture, colour, slack]) => {
          const data = await pixels(picture);
          const wanted = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
          let count = 0;
          for (let i = 0; i < data.length; i += 4) if (far(data, i, wanted, 0) <= slack) count += 1;
          return count;
        },
        [text(picture), colour, slack],
      ),

    /** Colours that cover at least `share` of the picture, in steps of 8. */
    colours: (picture, share = 0.0002) =>
      page.evaluate(
        async ([picture, share]) => {
          const data = await pixels(picture);
          const seen = new Map();
          for (let i = 0; i < data.length; i += 4) {
            const key = ((data[i] >> 3) << 10) | ((data[i + 1] >> 3) << 5) | (data[i + 2] >> 3);
            seen.set(key, (seen.get(key) ?? 0) + 1);
          }
          return [...seen.values()].filter((count) => count >= (share * data.length) / 4).length;
        },
        [text(picture), share],
      ),

    /** The picture at half its width and height, as a light WebP to keep. */
    small: async (picture) => {
      const bytes = await page.evaluate(async (picture) => {
        const blob = await (await drawn(picture, 2)).canvas.convertToBlob({ type: "image/webp", quality: 0.6 });
        return [...new Uint8Array(await blob.arrayBuffer())];
      }, text(picture));
      return Buffer.from(bytes);
    },

    /** Share of pixels (0..1) that are not the same in two pictures of one size, each made so many times smaller before. */
    differ: (one, other, slack = 12, times = 1) =>
      page.evaluate(
        async ([one, other, slack, times]) => {
          const [a, b] = [await pixels(one, times), await pixels(other, times)];
          if (a.length !== b.length) return 1;
          let count = 0;
          for (let i = 0; i < a.length; i += 4) if (far(a, i, b, i) > slack) count += 1;
          return count / (a.length / 4);
        },
        [text(one), text(other), slack, times],
      ),
  };
}
