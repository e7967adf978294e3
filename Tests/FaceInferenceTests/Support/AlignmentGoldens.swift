import FaceInference
import Foundation

/// What make_alignment_goldens.py writes.
struct AlignmentGoldens: Decodable, Sendable {
  let affine: [Affine]
  let boxes: [Box]
  let planes: [Planes]

  static let shared: AlignmentGoldens? = try? Goldens.decode(
    "alignments", as: AlignmentGoldens.self)

  /// The waves of which crops are made.
  static let image = DrawnImage.waves(width: 61, height: 47)

  /// A crop by an affine transform.
  struct Affine: Decodable, Sendable, CustomStringConvertible {
    let side: Int
    let landmarks: [Int]
    let template: [[Float]]
    let points: [[Float]]
    /// a, b, c, d and the shift, column by column.
    let transform: [Float]
    let border: String
    let crop: Data

    var description: String { "\(landmarks.count) points, \(border), \(side)" }

    var face: FaceDetection { .landmarks(points.map { Point(x: $0[0], y: $0[1]) }) }

    var alignment: FaceAlignment {
      let positions = template.map { Point(x: $0[0], y: $0[1]) }
      return FaceAlignment(
        .affine(LandmarkTemplate(landmarks: landmarks, positions: positions)),
        border: FaceAlignment.Border(rawValue: border) ?? .black)
    }
  }

  /// A crop of a box.
  struct Box: Decodable, Sendable, CustomStringConvertible {
    let side: Int
    let box: [Float]
    let square: Bool
    let share: Float?
    let pixels: Float?
    let region: [Float]
    let crop: Data

    var description: String { "\(box) as \(region)" }

    var face: FaceDetection { .box(box) }

    var alignment: FaceAlignment {
      let margin = pixels.map { BoxMargin.Margin.pixels($0) } ?? .share(share ?? 0)
      return FaceAlignment(.box(BoxMargin(margin, isSquare: square)))
    }
  }

  /// The planes of the waves.
  struct Planes: Decodable, Sendable, CustomStringConvertible {
    let colors: String
    let plain: Data
    let standardized: Data

    var description: String { colors }
  }
}

extension FaceDetection {
  /// A face of which the landmarks alone matter.
  static func landmarks(_ points: [Point]) -> FaceDetection {
    FaceDetection(
      box: BoundingBox(x: 0, y: 0, width: 1, height: 1), landmarks: FaceLandmarks(points: points),
      score: 1)
  }

  /// A face of which the box alone matters: x, y, width and height.
  static func box(_ numbers: [Float]) -> FaceDetection {
    FaceDetection(
      box: BoundingBox(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3]),
      landmarks: FaceLandmarks(points: Array(repeating: Point(x: 0, y: 0), count: 5)), score: 1)
  }
}
