internal import FaceInference

/// Which of the catalog's faces people decided about.
package struct FaceClaims: Sendable {
  /// The person of each face that somebody confirmed or enrolled, by the face's index.
  package private(set) var confirmed: [Int: PersonID] = [:]
  /// The person of each face that was enrolled as a reference, by the face's index.
  package private(set) var enrolled: [Int: PersonID] = [:]
  /// Decisions about faces that the catalog does not have, such as of photos that are missing.
  package private(set) var unmatched: [FaceReference] = []

  /// Matches the journal's faces with the catalog's.
  ///
  /// - Parameters:
  ///   - people: What the journal says.
  ///   - faces: The catalog's faces, sorted by photo.
  ///   - photos: The sizes of the upright photos, by digest.
  package init(_ people: PeopleState, faces: [CatalogFace], photos: [PhotoDigest: CatalogPhoto]) {
    var indices: [PhotoDigest: [Int]] = [:]
    let claimed = people.claimedFacesByPhoto()
    for (index, face) in faces.enumerated() where claimed[face.photo] != nil {
      indices[face.photo, default: []].append(index)
    }
    for (photo, references) in claimed.sorted(by: { $0.key < $1.key }) {
      let candidates = indices[photo] ?? []
      let facts = photos[photo]?.facts
      let boxes = candidates.map { index in
        facts.flatMap { faces[index].fractionalBox(width: $0.width, height: $0.height) }
      }
      let usable = zip(candidates, boxes).compactMap { index, box in box.map { (index, $0) } }
      let matching = FaceMatcher.match(
        references: references.map(\.box), detections: usable.map(\.1))
      for pair in matching.pairs {
        claim(usable[pair.detection].0, references[pair.reference], people)
      }
      unmatched += matching.unmatchedReferences.map { references[$0] }
    }
  }

  private mutating func claim(_ face: Int, _ reference: FaceReference, _ people: PeopleState) {
    guard let claim = people.claim(on: reference), let person = people.people[claim.person] else {
      return
    }
    if person.confirmed.contains(reference) { confirmed[face] = person.id }
    if person.enrolled.contains(reference) {
      enrolled[face] = person.id
      // Whoever gives a photo as a reference says who is in it.
      confirmed[face] = person.id
    }
  }
}

extension CatalogFace {
  /// The face's place in fractions of the upright photo, or `nil` for an impossible box.
  func fractionalBox(width: Int, height: Int) -> FractionalBox? {
    let box = detection.box
    return FractionalBox(
      x: Double(box.x) / Double(width), y: Double(box.y) / Double(height),
      width: Double(box.width) / Double(width), height: Double(box.height) / Double(height))
  }
}
