/* A pyramid of tiles that came as packs: the overview whole, the detail tile by tile as ranges of one address. */

const BITMAPS_KEPT = 24; // for the loupe; a tile takes a megabyte

class Pack {
  constructor(picture) {
    Object.assign(this, picture); // tile, overlap, width, height, coarsest, finest
    this.bitmaps = new Map();
    this.detail = new Promise((resolve) => {
      this.arrive = resolve;
    });
    this.supply(picture);
  }

  /** Take over the addresses; the detail may come later than the overview. */
  supply({ overview, detail }) {
    if (overview) this.overview = overview;
    if (!detail) return;
    this.hasDetail = true;
    this.arrive(detail);
  }

  get isWhole() {
    return this.hasDetail || this.overview.levels.some((level) => level.halvings === this.finest);
  }

  /** The finest level whose tiles can be had now. */
  get sharpest() {
    return this.hasDetail ? this.finest : this.overview.levels.at(-1).halvings;
  }

  async tile(halvings, column, row) {
    const inOverview = this.overview.levels.find((level) => level.halvings === halvings);
    const part = inOverview ? this.overview : await this.detail;
    const level = inOverview ?? part.levels.find((one) => one.halvings === halvings);
    const number = row * Math.ceil(level.width / this.tile_px) + column;
    const [from, to] = [level.offsets[number], level.offsets[number + 1]];
    if (inOverview) return (await this.whole(part)).slice(from, to, "image/jpeg");
    if (part.loading) return (await part.loading).slice(from, to, "image/jpeg");
    const reply = await fetch(part.url, { headers: { Range: `bytes=${from}-${to - 1}` } });
    if (!reply.ok) throw new Error(`${reply.status}`);
    if (reply.status === 206) return new Blob([await reply.arrayBuffer()], { type: "image/jpeg" });
    part.loading = reply.blob(); // something between here and the server knows no ranges
    return (await part.loading).slice(from, to, "image/jpeg");
  }

  whole(part) {
    part.loading ??= fetch(part.url).then((reply) => {
      if (!reply.ok) throw new Error(`${reply.status}`);
      return reply.blob();
    });
    return part.loading;
  }

  bitmap(halvings, column, row) {
    const key = `${halvings}/${column}/${row}`;
    const kept = this.bitmaps.get(key) ?? this.tile(halvings, column, row).then((blob) => createImageBitmap(blob));
    this.bitmaps.delete(key);
    this.bitmaps.set(key, kept);
    if (this.bitmaps.size > BITMAPS_KEPT) this.bitmaps.delete(this.bitmaps.keys().next().value);
    return kept;
  }

  /** Tiles that touch a rectangle of the photo, each with its place in photo px. */
  async around(left, top, right, bottom) {
    const step = 2 ** this.sharpest;
    const [width, height] = [Math.ceil(this.width / step), Math.ceil(this.height / step)];
    const range = (low, high, size) => {
      const first = clamp(Math.floor(low / step / this.tile_px), 0, Math.ceil(size / this.tile_px) - 1);
      const last = clamp(Math.floor(high / step / this.tile_px), 0, Math.ceil(size / this.tile_px) - 1);
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    };
    const wanted = range(top, bottom, height).flatMap((row) => range(left, right, width).map((column) => [column, row]));
    return Promise.all(
      wanted.map(async ([column, row]) => ({
        bitmap: await this.bitmap(this.sharpest, column, row),
        left: Math.max(0, column * this.tile_px - this.overlap_px) * step,
        top: Math.max(0, row * this.tile_px - this.overlap_px) * step,
        step,
      })),
    );
  }

  /** What OpenSeadragon asks: its levels count up from the coarsest. */
  source(OpenSeadragon) {
    const step = 2 ** this.finest;
    const source = new OpenSeadragon.TileSource({
      width: Math.ceil(this.width / step),
      height: Math.ceil(this.height / step),
      tileSize: this.tile_px,
      tileOverlap: this.overlap_px,
      minLevel: 0,
      maxLevel: this.coarsest - this.finest,
    });
    return Object.assign(source, {
      getTileUrl: (level, column, row) => `${this.id}/${level}/${column}/${row}`,
      hasTransparency: () => false,
      downloadTileStart: (job) => {
        const { level, x, y } = job.tile;
        this.tile(this.coarsest - level, x, y).then(
          (blob) => job.finish(blob, null, "rasterBlob"),
          (error) => job.fail(String(error)),
        );
      },
      downloadTileAbort: () => {},
    });
  }
}
