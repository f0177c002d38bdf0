/** What is compared, as PNG files in data addresses, and whether letters are the same on both. */
export interface PicturePair {
  readonly expected: string;
  readonly actual: string;
  readonly sameLetters: boolean;
}

/**
 * How two pictures differ, in words that are empty when they do not. Runs in a page, which knows how to read PNG.
 *
 * Letters are drawn a little differently by every machine (hinting, smoothing, subpixels), so single pixels say nothing. Compared
 * are the mean colours of squares of 4 × 4 pixels, each with the most alike of itself and what lies within a pixel of it: a letter
 * that is thinner or a pixel aside stays below the threshold, a mark that is missing, of another colour or somewhere else does not.
 * With other letters than the picture was made with (another font) lines break elsewhere; then only how much there is of each
 * colour is compared, which still finds a panel that is blank or has lost its marks.
 */
export async function pictureDifference({ expected, actual, sameLetters }: PicturePair): Promise<string> {
  const [side, threshold, mostSquares, aside] = [4, 40, 5, 1];
  const read = async (address: string): Promise<ImageData> => {
    const bitmap = await createImageBitmap(await (await fetch(address)).blob());
    const surface = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
    surface.drawImage(bitmap, 0, 0);
    return surface.getImageData(0, 0, bitmap.width, bitmap.height);
  };
  const [before, after] = [await read(expected), await read(actual)];

  if (!sameLetters) {
    const shares = ({ data, width, height }: ImageData): number[] => {
      const bins = Array.from({ length: 64 }, () => 0);
      for (let i = 0; i < data.length; i += 4) {
        const bin = [0, 1, 2].reduce((sum, channel) => sum * 4 + Math.floor(data[i + channel]! / 64), 0);
        bins[bin]! += 1 / (width * height);
      }
      return bins;
    };
    const [was, is] = [shares(before), shares(after)];
    const shared = was.reduce((sum, share, bin) => sum + Math.min(share, is[bin]!), 0);
    return shared > 0.85 ? '' : `only ${Math.round(shared * 100)} % of the colours are the same`;
  }

  if (Math.abs(before.width - after.width) > 1 || Math.abs(before.height - after.height) > 1) {
    return `${after.width} × ${after.height} pixels instead of ${before.width} × ${before.height}`;
  }
  const width = Math.min(before.width, after.width);
  const height = Math.min(before.height, after.height);
  const mean = ({ data, width: stride }: ImageData, x: number, y: number): number[] => {
    const sum = [0, 0, 0];
    for (let row = y; row < y + side; row++) {
      for (let column = x; column < x + side; column++) {
        for (const channel of [0, 1, 2]) sum[channel]! += data[(row * stride + column) * 4 + channel]!;
      }
    }
    return sum.map((value) => value / side ** 2);
  };
  const off: string[] = [];
  for (let y = aside; y + side + aside <= height; y += side) {
    for (let x = aside; x + side + aside <= width; x += side) {
      const was = mean(before, x, y);
      let least = Infinity;
      for (let dy = -aside; dy <= aside && least > threshold; dy++) {
        for (let dx = -aside; dx <= aside && least > threshold; dx++) {
          const is = mean(after, x + dx, y + dy);
          least = Math.min(least, Math.max(...was.map((value, channel) => Math.abs(value - is[channel]!))));
        }
      }
      if (least > threshold) off.push(`${x},${y}`);
    }
  }
  if (off.length <= mostSquares) return '';
  return `${off.length} squares of ${side} × ${side} pixels are off, the first at ${off.slice(0, 3).join(' and ')}`;
}
