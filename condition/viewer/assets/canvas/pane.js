/* One photo on the stage: OpenSeadragon draws its tiles, an SVG layer over it holds the marks. It follows the view. */

const CLOSE_UP = 3; // CSS px per pixel of a photo; from here on single pixels are shown as squares
const TILES_KEPT = 96; // a megabyte each
const TILE_PATIENCE_MS = 180_000; // the detail of a large photo is made while somebody already zooms in

class Pane {
  constructor(photo, layer, OpenSeadragon) {
    this.photo = photo;
    this.layer = layer;
    this.OpenSeadragon = OpenSeadragon;
    this.viewer = new OpenSeadragon.Viewer({
      element: photo,
      drawer: "canvas",
      showNavigationControl: false,
      mouseNavEnabled: false,
      keyboardNavEnabled: false,
      tabIndex: "",
      animationTime: 0,
      blendTime: 0,
      minZoomLevel: 1e-9,
      maxZoomLevel: 1e9,
      visibilityRatio: 0,
      imageLoaderLimit: 0,
      maxImageCacheCount: TILES_KEPT,
      smoothTileEdgesMinZoom: Infinity, // tiles overlap, so they have no edges to smooth; smoothing cuts a pixel off the pane
      timeout: TILE_PATIENCE_MS,
      autoResize: false,
    });
    this.viewer.innerTracker?.setTracking(false);
    this.viewer.outerTracker?.setTracking(false);
  }

  dispose() {
    this.viewer.destroy();
  }

  /** Show a pyramid on a sheet; resolves when the first picture is on the screen. */
  async show(pack, sheet) {
    Object.assign(this, { pack, sheet });
    const source = pack.source(this.OpenSeadragon);
    const width = source.dimensions.x * 2 ** pack.finest * sheet.scale;
    this.viewer.world.removeAll();
    this.image = await new Promise((resolve, reject) => {
      this.viewer.addTiledImage({
        tileSource: source, x: 0, y: 0, width,
        success: ({ item }) => resolve(item),
        error: ({ message }) => reject(new Error(message)),
      }); // prettier-ignore
    });
    this.follow(this.view);
    const failed = new Promise((_, reject) => {
      this.viewer.addOnceHandler("tile-load-failed", ({ message }) => reject(new Error(message)));
    });
    const loaded = new Promise((resolve) => {
      const check = () => this.image.getFullyLoaded() && resolve();
      this.image.addHandler("fully-loaded-change", check);
      // what waits for the detail comes later; the overview is enough to begin
      if (!pack.isWhole) this.viewer.addOnceHandler("tile-drawn", resolve);
      check();
    });
    await Promise.race([loaded, failed]);
  }

  /** Place photo and layer so that the after sheet appears at `scale`, moved by `x` and `y`. */
  follow(view) {
    this.view = view;
    if (!view || !this.shown) return;
    const [width, height] = [this.photo.clientWidth || 1, this.photo.clientHeight || 1];
    // a point of this pane's own sheet, the place where it has to appear, and how
    let [point, place] = [{ x: -view.x / view.scale, y: -view.y / view.scale }, { x: 0, y: 0 }];
    let [scale, angle] = [view.scale, 0];
    if (this.lattice) {
      const near = this.lattice.similarity(this.inView(width, height));
      point = near.to;
      place = { x: near.from.x * view.scale + view.x, y: near.from.y * view.scale + view.y };
      [scale, angle] = [view.scale / near.scale, -near.angle];
    }
    this.angle = angle;
    this.matrix = new DOMMatrix()
      .translateSelf(place.x, place.y)
      .rotateSelf((angle * 180) / Math.PI)
      .scaleSelf(scale)
      .translateSelf(-point.x, -point.y);
    const centre = this.unproject({ x: width / 2, y: height / 2 });
    if (!this.image) return;
    const { viewport, drawer } = this.viewer;
    const size = new this.OpenSeadragon.Point(width, height);
    if (!viewport.getContainerSize().equals(size)) viewport.resize(size);
    viewport.setRotation((angle * 180) / Math.PI, true);
    viewport.zoomTo(scale / width, null, true);
    viewport.panTo(new this.OpenSeadragon.Point(centre.x, centre.y), true);
    drawer.setImageSmoothingEnabled(scale * this.sheet.scale < CLOSE_UP);
    this.viewer.forceRedraw();
  }

  /** The part of the piece that is in view, on the after sheet: there the photo as taken has to fit best. */
  inView(width, height) {
    const { scale, x, y } = this.view;
    const view = [-x / scale, -y / scale, (width - x) / scale, (height - y) / scale];
    const [left, top, right, bottom] = this.piece ?? view;
    const both = [Math.max(view[0], left), Math.max(view[1], top), Math.min(view[2], right), Math.min(view[3], bottom)];
    return both[0] < both[2] && both[1] < both[3] ? both : view;
  }

  /** Where a point of the after sheet is, in CSS px of the pane. */
  project(point) {
    const { x, y } = this.matrix.transformPoint(this.lattice ? this.lattice.at(point) : point);
    return { x, y };
  }

  /** Which point of this pane's own sheet is under a place of the pane. */
  unproject(place) {
    const { x, y } = this.matrix.inverse().transformPoint(place);
    return { x, y };
  }
}
