internal import FaceInference

/// The face that a photo is about: large and central.
///
/// The largest area · (1 − d)², where d is the distance of the box's middle from the photo's in
/// half diagonals; on news photos this picked the wrong face least often (docs/accuracy.md).
enum MainFace {
  /// Returns the index of the main face's box; `nil` when there is none.
  ///
  /// - Parameters:
  ///   - boxes: The faces' boxes, in pixels of the photo.
  ///   - width: The photo's columns.
  ///   - height: The photo's rows.
  static func index(of boxes: [BoundingBox], width: Int, height: Int) -> Int? {
    let middle = Point(x: Float(width) / 2, y: Float(height) / 2)
    let halfDiagonal = middle.distance(to: Point(x: 0, y: 0))
    func prominence(_ box: BoundingBox) -> Float {
      let remoteness = min(1, box.center.distance(to: middle) / halfDiagonal)
      return box.area * (1 - remoteness) * (1 - remoteness)
    }
    return boxes.indices.max { prominence(boxes[$0]) < prominence(boxes[$1]) }
  }
}
