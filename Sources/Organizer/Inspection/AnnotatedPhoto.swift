package import FaceInference

/// Draws what was found in a photo onto it: boxes, landmarks, names and scores.
package struct AnnotatedPhoto {
  /// A face to be drawn, in pixels of the image.
  package struct Mark: Sendable {
    package let detection: FaceDetection
    package let title: String
    package let scores: String
    package let kind: Kind

    /// Makes a mark.
    package init(detection: FaceDetection, title: String, scores: String, kind: Kind) {
      self.detection = detection
      self.title = title
      self.scores = scores
      self.kind = kind
    }
  }

  /// How a face is known, which its colour tells.
  package enum Kind: Sendable { case confirmed, matched, unknown }

  /// Returns an image with faces marked.
  ///
  /// - Parameters:
  ///   - marks: The faces; later ones are drawn over earlier ones.
  ///   - image: The photo, upright.
  package static func draw(_ marks: [Mark], on image: Image) -> Image {
    var canvas = Canvas(image)
    let unit = max(1, image.longerSide / 640)
    for mark in marks { frame(mark, unit, &canvas) }
    // Titles last: no frame runs through a name.
    for mark in marks { title(mark, unit, &canvas) }
    return canvas.image
  }

  private static func frame(_ mark: Mark, _ unit: Int, _ canvas: inout Canvas) {
    let box = mark.detection.box.clipped(width: canvas.width, height: canvas.height)
    guard box.area > 0 else { return }
    canvas.outline(
      x: Int(box.x), y: Int(box.y), width: Int(box.width), height: Int(box.height),
      thickness: 2 * unit, color(mark.kind))
    for point in mark.detection.landmarks.points {
      guard let x = Int(exactly: point.x.rounded()), let y = Int(exactly: point.y.rounded())
      else { continue }
      let radius = max(unit, Int(box.width / 40))
      canvas.disc(x: x, y: y, radius: radius + unit, .black)
      canvas.disc(x: x, y: y, radius: radius, color(mark.kind))
    }
  }

  /// Who it is above the box, or below its upper edge where the photo ends; the scores below it.
  private static func title(_ mark: Mark, _ unit: Int, _ canvas: inout Canvas) {
    let box = mark.detection.box.clipped(width: canvas.width, height: canvas.height)
    guard box.area > 0 else { return }
    let height = Canvas.size(of: "", scale: unit).height
    let (top, bottom) = (Int(box.y), Int(box.y + box.height))
    for (text, y) in [
      (mark.title, top >= height ? top - height : top),
      (mark.scores, min(bottom, canvas.height - height)),
    ] {
      let x = max(0, min(Int(box.x), canvas.width - Canvas.size(of: text, scale: unit).width))
      canvas.write(text, x: x, y: y, scale: unit, on: color(mark.kind))
    }
  }

  private static func color(_ kind: Kind) -> Canvas.Color {
    switch kind {
    case .confirmed: Canvas.Color(red: 70, green: 200, blue: 90)
    case .matched: Canvas.Color(red: 80, green: 170, blue: 255)
    case .unknown: Canvas.Color(red: 255, green: 170, blue: 40)
    }
  }
}
