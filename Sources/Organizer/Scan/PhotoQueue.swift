/// Hands the photos of a scan, a migration or a run of crops to its workers, one at a time, in order.
package actor PhotoQueue<Photo: Sendable> {
  private let photos: [Photo]
  private var position = 0

  /// Makes a queue of photos.
  package init(_ photos: [Photo]) { self.photos = photos }

  /// The next photo, or `nil` when there is none left.
  package func next() -> Photo? {
    guard position < photos.count else { return nil }
    defer { position += 1 }
    return photos[position]
  }

  /// The photo that will be handed out after `count` others, or `nil` when there are fewer.
  package func upcoming(after count: Int) -> Photo? {
    position + count < photos.count ? photos[position + count] : nil
  }
}
