/// A place in an image, in pixels from its left and upper edge.
public struct Point: Sendable, Hashable {
  /// Pixels from the left edge.
  public var x: Float
  /// Pixels from the upper edge.
  public var y: Float

  /// Makes a point.
  public init(x: Float, y: Float) {
    self.x = x
    self.y = y
  }

  /// The distance to another point, in pixels.
  public func distance(to other: Point) -> Float {
    ((x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)).squareRoot()
  }
}

/// A rectangle in pixels of the upright image, its origin at the top left.
public struct BoundingBox: Sendable, Hashable {
  /// Pixels from the image's left edge to the box's.
  public var x: Float
  /// Pixels from the image's upper edge to the box's.
  public var y: Float
  /// The extent to the right.
  public var width: Float
  /// The extent downwards.
  public var height: Float

  /// Makes a box.
  public init(x: Float, y: Float, width: Float, height: Float) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The area in square pixels; 0 for a box of negative extent.
  public var area: Float { max(0, width) * max(0, height) }

  /// The middle.
  public var center: Point { Point(x: x + width / 2, y: y + height / 2) }

  /// The area that both boxes cover over the area that either covers, 0…1 ("IoU").
  public func overlap(with other: BoundingBox) -> Float {
    let w = min(x + width, other.x + other.width) - max(x, other.x)
    let h = min(y + height, other.y + other.height) - max(y, other.y)
    guard w > 0, h > 0 else { return 0 }
    return w * h / (area + other.area - w * h)
  }

  /// The part of the box inside an image.
  public func clipped(width imageWidth: Int, height imageHeight: Int) -> BoundingBox {
    let left = min(max(0, x), Float(imageWidth))
    let top = min(max(0, y), Float(imageHeight))
    let right = min(max(0, x + width), Float(imageWidth))
    let bottom = min(max(0, y + height), Float(imageHeight))
    return BoundingBox(x: left, y: top, width: right - left, height: bottom - top)
  }
}

/// Five points of a face; left and right as seen in the image.
public struct FaceLandmarks: Sendable, Hashable {
  /// Left eye, right eye, nose tip, left and right corner of the mouth.
  public var points: [Point]

  /// Makes landmarks of exactly five points.
  public init(points: [Point]) {
    precondition(points.count == 5, "a face has five landmarks")
    self.points = points
  }

  /// The eye at the left of the image.
  public var leftEye: Point { points[0] }
  /// The eye at the right of the image.
  public var rightEye: Point { points[1] }
  /// The tip of the nose.
  public var nose: Point { points[2] }
  /// The corner of the mouth at the left of the image.
  public var leftMouth: Point { points[3] }
  /// The corner of the mouth at the right of the image.
  public var rightMouth: Point { points[4] }
}

/// A face found in an image.
public struct FaceDetection: Sendable, Hashable {
  /// Where the face is, in pixels of the image.
  ///
  /// May reach beyond its edges.
  public var box: BoundingBox
  /// Its landmarks, in pixels of the image.
  public var landmarks: FaceLandmarks
  /// How sure the detector is, 0…1.
  public var score: Float

  /// Makes a detection.
  public init(box: BoundingBox, landmarks: FaceLandmarks, score: Float) {
    self.box = box
    self.landmarks = landmarks
    self.score = score
  }

  /// The detection with every place mapped by a function that keeps rectangles rectangles.
  public func mapped(_ map: (Point) -> Point) -> FaceDetection {
    let a = map(Point(x: box.x, y: box.y))
    let b = map(Point(x: box.x + box.width, y: box.y + box.height))
    return FaceDetection(
      box: BoundingBox(
        x: min(a.x, b.x), y: min(a.y, b.y), width: abs(b.x - a.x), height: abs(b.y - a.y)),
      landmarks: FaceLandmarks(points: landmarks.points.map(map)), score: score)
  }
}
