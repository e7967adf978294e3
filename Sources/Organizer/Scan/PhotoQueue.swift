/// Hands the photos of a scan to its workers, one at a time, in order.
actor PhotoQueue {
  private let files: [PhotoFile]
  private var position = 0

  init(_ files: [PhotoFile]) { self.files = files }

  /// The next photo, or `nil` when there is none left.
  func next() -> PhotoFile? {
    guard position < files.count else { return nil }
    defer { position += 1 }
    return files[position]
  }
}
