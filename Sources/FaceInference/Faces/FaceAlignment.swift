/// How a model wants a face to lie in its crop: what a manifest's `alignment` says.
public struct FaceAlignment: Sendable, Equatable {
  /// What is laid where.
  public enum Kind: Sendable, Equatable {
    /// Landmarks onto a template, by a turn, an even scale and a move (ArcFace and most others).
    case similarity(LandmarkTemplate)
    /// Landmarks onto a template, by any affine transform (OpenFace).
    case affine(LandmarkTemplate)
    /// The box with a margin onto the whole crop, without a turn (FaceNet).
    case box(BoxMargin)
  }

  /// What a crop shows where it reaches beyond the image.
  public enum Border: String, Sendable, Equatable {
    /// Black.
    case black
    /// The nearest pixel of the image.
    case replicate
  }

  /// What is laid where.
  public let kind: Kind
  /// What a crop shows beyond the image.
  public let border: Border

  /// Makes an alignment.
  public init(_ kind: Kind, border: Border = .black) {
    self.kind = kind
    self.border = border
  }

  /// Returns the transform from the image's pixels to those of the crop.
  ///
  /// - Parameters:
  ///   - face: The face, in pixels of the image.
  ///   - side: The crop's side in pixels.
  /// - Returns: `nil` when the landmarks coincide, or the box has no extent.
  func transform(for face: FaceDetection, side: Int) -> AlignmentTransform? {
    switch kind {
    case .similarity(let template):
      SimilarityTransform(from: template.picked(of: face.landmarks), to: template.positions)
        .map(AlignmentTransform.init)
    case .affine(let template):
      AlignmentTransform(from: template.picked(of: face.landmarks), to: template.positions)
    case .box(let margin):
      AlignmentTransform(of: margin.region(of: face.box, side: side), side: side)
    }
  }

  /// Returns the alignment for a crop that is larger by a factor, and shows the same.
  func scaled(by factor: Float) -> FaceAlignment {
    switch kind {
    case .similarity(let template):
      FaceAlignment(.similarity(template.scaled(by: factor)), border: border)
    case .affine(let template):
      FaceAlignment(.affine(template.scaled(by: factor)), border: border)
    case .box(let margin):
      FaceAlignment(.box(margin.scaled(by: factor)), border: border)
    }
  }
}

/// Where some of a face's landmarks are to lie in a crop.
public struct LandmarkTemplate: Sendable, Equatable {
  /// Which landmarks, as ``FaceLandmarks/points`` counts them.
  public let landmarks: [Int]
  /// Where each of them is to lie, in pixels of the crop; the middle of its first pixel is 0.
  public let positions: [Point]

  /// Makes a template of as many positions as landmarks.
  public init(landmarks: [Int] = [0, 1, 2, 3, 4], positions: [Point]) {
    precondition(landmarks.count == positions.count, "each landmark has a position")
    precondition(landmarks.allSatisfy { (0..<5).contains($0) }, "a face has five landmarks")
    self.landmarks = landmarks
    self.positions = positions
  }

  fileprivate func picked(of face: FaceLandmarks) -> [Point] { landmarks.map { face.points[$0] } }

  /// Edges of pixels keep their places, so middles do not.
  fileprivate func scaled(by factor: Float) -> LandmarkTemplate {
    func moved(_ value: Float) -> Float { (value + 0.5) * factor - 0.5 }
    return LandmarkTemplate(
      landmarks: landmarks, positions: positions.map { Point(x: moved($0.x), y: moved($0.y)) })
  }
}

/// How much around a face's box a crop shows.
public struct BoxMargin: Sendable, Equatable {
  /// What is added on each of the four sides.
  public enum Margin: Sendable, Equatable {
    /// A share of the box's width at the left and right, of its height above and below.
    case share(Float)
    /// Pixels of the crop.
    case pixels(Float)
  }

  /// What is added on each of the four sides.
  public let margin: Margin
  /// Whether the box is first extended to a square around its middle.
  ///
  /// Otherwise the crop is stretched where the box is not square.
  public let isSquare: Bool

  /// Makes a margin.
  public init(_ margin: Margin, isSquare: Bool) {
    self.margin = margin
    self.isSquare = isSquare
  }

  /// Returns the part of the image that a crop of `side` pixels shows.
  fileprivate func region(of box: BoundingBox, side: Int) -> BoundingBox {
    let longer = max(box.width, box.height)
    let (width, height) = isSquare ? (longer, longer) : (box.width, box.height)
    let growth: Float
    switch margin {
    case .share(let share): growth = 1 + 2 * share
    case .pixels(let pixels): growth = Float(side) / max(1, Float(side) - 2 * pixels)
    }
    let middle = box.center
    return BoundingBox(
      x: middle.x - width * growth / 2, y: middle.y - height * growth / 2,
      width: width * growth, height: height * growth)
  }

  fileprivate func scaled(by factor: Float) -> BoxMargin {
    switch margin {
    case .share: self
    case .pixels(let pixels): BoxMargin(.pixels(pixels * factor), isSquare: isSquare)
    }
  }
}
