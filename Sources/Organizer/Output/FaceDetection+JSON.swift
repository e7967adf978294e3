internal import FaceInference

extension FaceDetection {
  /// Where a face is and how sure that is, as reports and lists say it: pixels of the upright photo.
  var json: [String: JSONValue] {
    [
      "box": .object([
        "x": .decimal(Double(box.x), places: 2), "y": .decimal(Double(box.y), places: 2),
        "width": .decimal(Double(box.width), places: 2),
        "height": .decimal(Double(box.height), places: 2),
      ]),
      "landmarks": .array(
        landmarks.points.map {
          .array([.decimal(Double($0.x), places: 2), .decimal(Double($0.y), places: 2)])
        }),
      "detection_score": .decimal(Double(score), places: 4),
    ]
  }
}
