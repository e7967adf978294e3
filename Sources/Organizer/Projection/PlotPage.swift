internal import FaceInference
internal import Foundation

/// A page with a plot of faces that shows the face under the mouse: one file, without a network.
public struct PlotPage {
  private let plot: LibraryPlot

  /// Photos whose crops could not be made, because they are missing, changed or unreadable.
  public struct Result: Sendable {
    /// The page, as HTML.
    public let bytes: [UInt8]
    /// How many photos have no crops in it.
    public let missing: Int
  }

  /// The side of a crop in pixels.
  private static let side = 96
  /// Where the landmarks of a face lie in it: large enough to be recognized, with some of the hair.
  private static let template = [(34, 42), (62, 42), (48, 58), (37, 72), (59, 72)].map {
    Point(x: Float($0.0), y: Float($0.1))
  }

  /// Prepares a page.
  public init(_ plot: LibraryPlot) { self.plot = plot }

  /// Makes the page; photos are read for their crops.
  ///
  /// - Parameter progress: Called with the share that is done; what it throws ends the work.
  public func page(progress: (Double) throws -> Void) rethrows -> Result {
    let contents = plot.library.contents
    let paths = Dictionary(
      plot.library.photoFiles.map { ($0.photo.digest, $0.path) }, uniquingKeysWith: { a, _ in a })
    let photos = Dictionary(grouping: plot.dots.indices) {
      contents.faces[plot.dots[$0].face].photo
    }
    .sorted { $0.key < $1.key }
    var crops = [String?](repeating: nil, count: plot.dots.count)
    var missing = 0
    for (number, (digest, dots)) in photos.enumerated() {
      try progress(Double(number) / Double(photos.count))
      let detections = dots.map { contents.faces[plot.dots[$0].face].detection }
      guard let path = paths[digest], let images = self.crops(detections, path, digest) else {
        missing += 1
        continue
      }
      for (dot, image) in zip(dots, images) { crops[dot] = image }
    }
    try progress(1)
    let entries = plot.dots.indices.map { dot -> JSONValue in
      let face = plot.dots[dot].face
      return .array([
        .string(LibraryPlot.name(face, plot.library)),
        .string(paths[contents.faces[face].photo]?.text), .string(crops[dot]),
      ])
    }
    return Result(bytes: Array(html(JSONValue.array(entries)).utf8), missing: missing)
  }

  /// The crops of a photo's faces as JPEG in base64; `nil` when the photo cannot be read any more.
  private func crops(
    _ faces: [FaceDetection], _ path: PhotoPath, _ digest: PhotoDigest
  ) -> [String?]? {
    let cutter = FaceCutter(
      decoder: PhotoDecoder(), aligner: FaceAligner(side: Self.side, template: Self.template))
    // What is wrong with a photo is told by the next scan; here it only has no crop.
    guard let bytes = try? FileSystem.read(joined(plot.library.contents.library.root, path.text)),
      PhotoDigest(of: bytes) == digest, let images = try? cutter.crops(of: faces, bytes)
    else { return nil }
    return images.map { image in
      image.flatMap { CropFormat.jpg.file(of: $0) }.map { Data($0).base64EncodedString() }
    }
  }

  private func html(_ entries: JSONValue) -> String {
    // "</script>" in a name must not end the script.
    let data = entries.compactText().replacingOccurrences(of: "<", with: "\\u003c")
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>Faces by likeness</title>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
      <style>
      body { margin: 0; font: 14px sans-serif; color: #333 }
      circle[data-face] { cursor: pointer }
      circle.on { stroke: #000; stroke-width: 2 }
      #face { position: fixed; display: none; padding: 8px; background: #fff;
        border: 1px solid #999; box-shadow: 0 2px 8px #0004; pointer-events: none;
        max-width: 260px; overflow-wrap: anywhere }
      #face img { display: block; width: 144px; height: 144px; margin-bottom: 6px }
      </style></head><body>
      \(plot.drawing().document)
      <div id="face"><img alt=""><b></b><br><span></span></div>
      <script>
      const faces = \(data);
      const box = document.getElementById("face");
      const [image, name, photo] = ["img", "b", "span"].map(x => box.querySelector(x));
      let last = null;
      document.querySelectorAll("circle title").forEach(x => x.remove());
      document.addEventListener("mousemove", event => {
        const dot = event.target.closest("circle[data-face]");
        if (last && last !== dot) last.classList.remove("on");
        last = dot;
        if (!dot) { box.style.display = "none"; return; }
        const face = faces[dot.dataset.face];
        dot.classList.add("on");
        image.style.display = face[2] ? "block" : "none";
        if (face[2]) image.src = "data:image/jpeg;base64," + face[2];
        name.textContent = face[0];
        photo.textContent = face[1] || "";
        box.style.display = "block";
        const [w, h] = [box.offsetWidth, box.offsetHeight];
        box.style.left = Math.min(event.clientX + 16, innerWidth - w - 8) + "px";
        box.style.top = Math.max(8, Math.min(event.clientY + 16, innerHeight - h - 8)) + "px";
      });
      </script></body></html>

      """
  }
}
