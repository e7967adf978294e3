internal import FaceInference
internal import Foundation

extension Data {
  /// The bytes of floats, lowest byte first.
  init(floats: [Float]) {
    self.init(capacity: floats.count * 4)
    for value in floats {
      Swift.withUnsafeBytes(of: value.bitPattern.littleEndian) { append(contentsOf: $0) }
    }
  }

  /// The floats that the bytes stand for; bytes left over at the end are dropped.
  var floats: [Float] {
    withUnsafeBytes { bytes in
      (0..<(bytes.count / 4)).map { index in
        let bits = bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
  }
}

extension Embedding {
  /// Reads an embedding as the catalog keeps it; `nil` for values that are no direction, as damage
  /// to the file leaves them.
  init?(stored data: Data) {
    let values = data.floats
    let square = values.reduce(0) { $0 + $1 * $1 }
    guard abs(square - 1) < 1e-3 else { return nil }
    self.init(unit: values)
  }
}

extension FaceDetection {
  /// Box and landmarks as the catalog keeps them: x, y, width, height, then five points.
  var geometry: Data {
    Data(
      floats: [box.x, box.y, box.width, box.height] + landmarks.points.flatMap { [$0.x, $0.y] })
  }

  /// Reads box and landmarks as the catalog keeps them; `nil` for a blob of another length.
  init?(geometry: Data, score: Float) {
    let values = geometry.floats
    guard values.count == 14, values.allSatisfy(\.isFinite) else { return nil }
    let points = (0..<5).map { Point(x: values[4 + 2 * $0], y: values[5 + 2 * $0]) }
    self.init(
      box: BoundingBox(x: values[0], y: values[1], width: values[2], height: values[3]),
      landmarks: FaceLandmarks(points: points), score: score)
  }
}
