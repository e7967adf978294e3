/// Who each face is, by photo; a face framed differently by another detector is the same face.
///
/// A decision about a face takes the place of every earlier one about the same face. Without that
/// a correction made with one detector could lose against what it corrected with the next.
struct FaceClaimTable: Sendable, Equatable {
  /// A face's person and the position of the entry that says so.
  struct Claim: Sendable, Equatable {
    let box: FractionalBox
    let person: PersonID
    let position: Int
  }

  // Each photo's claims in the order of their boxes.
  private var claims: [PhotoDigest: [Claim]] = [:]

  /// Returns the claim on exactly this box.
  subscript(face: FaceReference) -> Claim? {
    claims[face.photo]?.first { $0.box == face.box }
  }

  /// Returns the claim on the same face, whose box overlaps most.
  func claim(onSameFaceAs face: FaceReference) -> Claim? {
    (claims[face.photo] ?? []).filter { FaceMatcher.isSurelySameFace($0.box, face.box) }
      .map { (claim: $0, overlap: $0.box.intersectionOverUnion(face.box)) }
      .max { $0.overlap < $1.overlap }?.claim
  }

  /// The faces by photo, each photo's in order.
  var faces: [PhotoDigest: [FaceReference]] {
    var faces: [PhotoDigest: [FaceReference]] = [:]
    faces.reserveCapacity(claims.count)
    for (photo, claims) in claims {
      faces[photo] = claims.map { FaceReference(photo: photo, box: $0.box) }
    }
    return faces
  }

  /// Gives a face to a person.
  ///
  /// ``FaceMatcher`` says which two boxes of one photo are the same face; the faces of one entry were
  /// found together and are different ones.
  ///
  /// - Returns: The claims whose place it takes.
  /// - Complexity: O(*n*) in the photo's faces.
  mutating func give(
    _ face: FaceReference, to person: PersonID, at position: Int
  ) -> [Claim] {
    let claim = Claim(box: face.box, person: person, position: position)
    var displaced: [Claim] = []
    claims[face.photo, default: []].replace(with: claim, displaced: &displaced)
    return displaced
  }

  /// Forgets every claim.
  mutating func removeAll() { claims.removeAll(keepingCapacity: true) }
}

extension [FaceClaimTable.Claim] {
  fileprivate mutating func replace(with claim: Element, displaced: inout [Element]) {
    removeAll { earlier in
      let isSame =
        earlier.box == claim.box
        || earlier.position != claim.position
          && FaceMatcher.isSurelySameFace(earlier.box, claim.box)
      if isSame { displaced.append(earlier) }
      return isSame
    }
    insert(claim, at: firstIndex { claim.box < $0.box } ?? endIndex)
  }
}
