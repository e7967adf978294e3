/// Hands the photos of a scan, a migration or a run of crops to its workers, one at a time, in order.
actor PhotoQueue<Photo: Sendable> {
  private let photos: [Photo]
  private var position = 0

  init(_ photos: [Photo]) { self.photos = photos }

  /// The next photo, or `nil` when there is none left.
  func next() -> Photo? {
    guard position < photos.count else { return nil }
    defer { position += 1 }
    return photos[position]
  }
}
