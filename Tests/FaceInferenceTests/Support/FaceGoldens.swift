import FaceInference
import Foundation

/// What make_face_goldens.py writes.
struct FaceGoldens: Decodable, Sendable {
  let warps: [Warp]
  let planted: [Planted]
  let drawn: Drawn
  let detections: [Found]
  let embeddings: [Embedded]

  static let shared: FaceGoldens? = try? Goldens.decode("faces", as: FaceGoldens.self)

  /// A crop of the waves.
  struct Warp: Decodable, Sendable {
    let width: Int
    let height: Int
    let side: Int
    let template: [[Float]]
    let points: [[Float]]
    let transform: [Float]
    let crop: Data
  }

  /// A detector with known outputs, and the faces in them.
  struct Planted: Decodable, Sendable, CustomStringConvertible {
    let family: String
    let strides: [Int]
    let anchors: [[Float]]
    let variances: [Float]
    let multiple: Int
    let width: Int
    let height: Int
    let score: Float
    let overlap: Float
    let model: Data
    /// Score, box and landmarks of each.
    let faces: [[Float]]

    var description: String { "\(family) of \(strides.count) levels" }
  }

  /// Where the drawn face is.
  struct Drawn: Decodable, Sendable {
    let width: Int
    let height: Int
    let x: Int
    let y: Int
    let scale: Int

    var image: Image { DrawnImage.face(width: width, height: height, x: x, y: y, scale: scale) }
  }

  /// What a model finds in the drawn face.
  struct Found: Decodable, Sendable, CustomStringConvertible {
    let file: String
    let faces: [[Float]]

    var description: String { file }
  }

  /// What a model makes of the drawn face.
  struct Embedded: Decodable, Sendable, CustomStringConvertible {
    let file: String
    let norm: Float
    let values: [Float]

    var description: String { file }
  }
}

extension FaceDetection {
  /// Score, box and landmarks, as the goldens list them.
  var numbers: [Float] {
    [score, box.x, box.y, box.width, box.height] + landmarks.points.flatMap { [$0.x, $0.y] }
  }
}
