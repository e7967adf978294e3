package import FaceInference

/// Draws what was found in a photo onto it: boxes, landmarks, names and scores.
package struct AnnotatedPhoto {
  /// A face to be drawn, in pixels of the image.
  package struct Mark: Sendable {
    package let detection: FaceDetection
    /// The face's number, which is always drawn.
    package let number: Int
    /// Who it is, where there is room.
    package let title: String
    /// Score and quality, where there is room.
    package let scores: String
    package let kind: Kind

    /// Makes a mark.
    package init(
      detection: FaceDetection, number: Int, title: String, scores: String, kind: Kind
    ) {
      self.detection = detection
      self.number = number
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
    // Texts last: no frame runs through a name. Numbers are sure of their places; what else is told
    // covers no face and no other text.
    let marks = marks.filter { box(of: $0, in: canvas).area > 0 }
    let boxes = marks.map { box(of: $0, in: canvas) }
    var taken = zip(marks, boxes).map { numberPlace($0, $1, unit, canvas) }
    for (index, mark) in marks.enumerated() {
      let others =
        taken.indices.filter { $0 != index }.map { taken[$0] }
        + boxes.indices.filter { $0 != index }.map { boxes[$0] }
      let (title, scores) = textPlaces(mark, boxes[index], unit, canvas)
      let hasTitle = !others.contains { $0.meets(title) }
      let text = hasTitle ? "\(mark.number)\(mark.title)" : "\(mark.number)"
      canvas.write(text, at: hasTitle ? title : taken[index], scale: unit, on: color(mark.kind))
      if hasTitle { taken[index] = title }
      guard !(others + [taken[index]]).contains(where: { $0.meets(scores) }) else { continue }
      canvas.write(mark.scores, at: scores, scale: unit, on: color(mark.kind))
      taken.append(scores)
    }
    return canvas.image
  }

  private static func box(of mark: Mark, in canvas: Canvas) -> BoundingBox {
    mark.detection.box.clipped(width: canvas.width, height: canvas.height)
  }

  private static func frame(_ mark: Mark, _ unit: Int, _ canvas: inout Canvas) {
    let box = box(of: mark, in: canvas)
    guard box.area > 0 else { return }
    canvas.outline(
      x: Int(box.x), y: Int(box.y), width: Int(box.width), height: Int(box.height),
      thickness: 2 * unit, color(mark.kind))
    for point in mark.detection.landmarks.points {
      guard let x = Int(exactly: point.x.rounded()), let y = Int(exactly: point.y.rounded())
      else { continue }
      // Small enough to leave something of a small face to see.
      let radius = max(1, Int(box.width / 40))
      canvas.disc(x: x, y: y, radius: radius + max(1, min(unit, radius)), .black)
      canvas.disc(x: x, y: y, radius: radius, color(mark.kind))
    }
  }

  /// Where a face's number is: above the box, or below its upper edge where the photo ends.
  private static func numberPlace(
    _ mark: Mark, _ box: BoundingBox, _ unit: Int, _ canvas: Canvas
  ) -> BoundingBox {
    place("\(mark.number)", beside: box, isAbove: true, unit, canvas)
  }

  /// Where number and name are, and where the scores: below the box.
  private static func textPlaces(
    _ mark: Mark, _ box: BoundingBox, _ unit: Int, _ canvas: Canvas
  ) -> (title: BoundingBox, scores: BoundingBox) {
    (
      place("\(mark.number)\(mark.title)", beside: box, isAbove: true, unit, canvas),
      place(mark.scores, beside: box, isAbove: false, unit, canvas)
    )
  }

  private static func place(
    _ text: String, beside box: BoundingBox, isAbove: Bool, _ unit: Int, _ canvas: Canvas
  ) -> BoundingBox {
    let size = Canvas.size(of: text, scale: unit)
    let (top, bottom) = (Int(box.y), Int(box.y + box.height))
    let y =
      isAbove
      ? (top >= size.height ? top - size.height : top) : min(bottom, canvas.height - size.height)
    let x = max(0, min(Int(box.x), canvas.width - size.width))
    return BoundingBox(
      x: Float(x), y: Float(y), width: Float(size.width), height: Float(size.height))
  }

  private static func color(_ kind: Kind) -> Canvas.Color {
    switch kind {
    case .confirmed: Canvas.Color(red: 70, green: 200, blue: 90)
    case .matched: Canvas.Color(red: 80, green: 170, blue: 255)
    case .unknown: Canvas.Color(red: 255, green: 170, blue: 40)
    }
  }
}

extension BoundingBox {
  /// Whether two boxes have a pixel in common.
  fileprivate func meets(_ other: BoundingBox) -> Bool {
    x < other.x + other.width && other.x < x + width && y < other.y + other.height
      && other.y < y + height
  }
}

extension Canvas {
  /// Writes a text where there is a place for it.
  fileprivate mutating func write(
    _ text: String, at place: BoundingBox, scale: Int, on ground: Color
  ) {
    write(text, x: Int(place.x), y: Int(place.y), scale: scale, on: ground)
  }
}
