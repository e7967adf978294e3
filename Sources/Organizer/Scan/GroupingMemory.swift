internal import Clustering
internal import FaceInference

/// What a grouping leaves for the next one: which faces it grouped, and the state of their linkage.
///
/// Faces that are there again with the same embedding need not be compared again. The result is that
/// of a grouping without it.
package struct GroupingMemory: Sendable, Equatable {
  /// The faces that were grouped, in their order.
  let faces: [FaceKey]
  /// The state, a vector a face.
  let linkage: LinkageState

  /// Pairs faces with their state; `nil` if there is not one vector for each.
  init?(faces: [FaceKey], linkage: LinkageState) {
    guard faces.count == linkage.count else { return nil }
    self.faces = faces
    self.linkage = linkage
  }

  /// Returns which of the faces grouped before each face is, ascending; `nil` for a new one.
  ///
  /// What came before another and comes after it now counts as new: the order of faces breaks ties.
  func origins(of keys: [FaceKey]) -> [Int?] {
    var places: [FaceKey: Int] = Dictionary(minimumCapacity: faces.count)
    for (place, key) in faces.enumerated() where places[key] == nil { places[key] = place }
    var next = 0
    return keys.map { key in
      guard var place = places[key] else { return nil }
      // Equal faces of a photo lie side by side.
      while place < next, place + 1 < faces.count, faces[place + 1] == key { place += 1 }
      guard place >= next else { return nil }
      next = place + 1
      return place
    }
  }
}

/// What a face is recognized by from one grouping to the next: half of the SHA-256 of its photo's
/// digest and its embedding, so that an embedding of another model is another face.
struct FaceKey: Hashable, Sendable {
  let first: UInt64
  let second: UInt64

  init(first: UInt64, second: UInt64) {
    self.first = first
    self.second = second
  }

  /// Makes the key of a face.
  init(_ face: CatalogFace) {
    var hash = PhotoDigest.Accumulator()
    withUnsafeBytes(of: (face.photo.firstWord, face.photo.secondWord)) { hash.update($0) }
    face.embedding?.values.withUnsafeBytes { hash.update($0) }
    let digest = hash.digest()
    self.init(first: digest.firstWord, second: digest.secondWord)
  }
}
