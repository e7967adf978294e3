/// Finds again the faces of the journal among those that a detector found in the same photo.
///
/// Another detector, or another scale, frames the same face a little differently. First, pairs
/// whose intersection over union reaches ``minimumOverlap`` are taken, the largest first. Then
/// faces left over are paired by a looser rule, for detectors that frame with or without forehead
/// and chin: each box holds the other's middle and they reach ``minimumOverlapOfConcentric``. Two
/// people's boxes may pass that, as those of one behind the other do; both are references and
/// detections then, and each finds its own first.
public enum FaceMatcher {
  /// The intersection over union by which two boxes are one face (PASCAL VOC's criterion).
  public static let minimumOverlap = 0.5
  /// The intersection over union that is enough where each box holds the other's middle: a box in
  /// the middle of another with 0.55 of its sides.
  public static let minimumOverlapOfConcentric = 0.3

  /// The share of the smaller box that lies in the larger one of the same face.
  ///
  /// Of four pairs of two people in 591 photos that the looser rule takes for one, 0.56 to 0.68 did.
  public static let minimumOverlapOfNested = 0.8

  /// A face of the journal and the detection that is the same face.
  public struct Pair: Sendable, Hashable {
    /// The position among the references.
    public let reference: Int
    /// The position among the detections.
    public let detection: Int
    /// The intersection over union of the two boxes.
    public let overlap: Double
  }

  /// What was found again and what was not.
  public struct Matching: Sendable, Equatable {
    /// The pairs by reference, each reference and each detection at most once.
    public let pairs: [Pair]
    /// The references that no detection is, ascending: faces the detector missed.
    public let unmatchedReferences: [Int]
    /// The detections that no reference is, ascending.
    public let unmatchedDetections: [Int]
  }

  /// Pairs references and detections of one photo.
  ///
  /// The result does not depend on the order of either: equal overlaps go to the lower boxes.
  ///
  /// - Complexity: O(*r* · *d* + *p* log *p*) for *p* overlapping pairs.
  public static func match(
    references: [FractionalBox], detections: [FractionalBox]
  ) -> Matching {
    var detectionOf = [Int?](repeating: nil, count: references.count)
    var isTaken = [Bool](repeating: false, count: detections.count)
    var pairs: [Pair] = []
    for candidate in candidates(references, detections)
    where detectionOf[candidate.reference] == nil && !isTaken[candidate.detection] {
      detectionOf[candidate.reference] = candidate.detection
      isTaken[candidate.detection] = true
      pairs.append(candidate)
    }
    return Matching(
      pairs: pairs.sorted { $0.reference < $1.reference },
      unmatchedReferences: references.indices.filter { detectionOf[$0] == nil },
      unmatchedDetections: detections.indices.filter { !isTaken[$0] })
  }

  /// Whether two boxes of one photo are surely the same face, so that a decision about the one is a
  /// decision about the other.
  ///
  /// For pairs by the looser rule the one must lie in the other, as a tighter frame does: detectors
  /// give two people whose boxes overlap by up to 0.45, one behind the other.
  public static func isSurelySameFace(_ first: FractionalBox, _ second: FractionalBox) -> Bool {
    first.intersectionOverUnion(second) >= minimumOverlap
      || mayBeSameFace(first, second)
        && first.intersectionOverSmaller(second) >= minimumOverlapOfNested
  }

  private static func mayBeSameFace(_ first: FractionalBox, _ second: FractionalBox) -> Bool {
    let overlap = first.intersectionOverUnion(second)
    return overlap >= minimumOverlap
      || overlap >= minimumOverlapOfConcentric
        && first.containsCenter(of: second) && second.containsCenter(of: first)
  }

  /// Returns the pairs that either rule allows, the best first.
  ///
  /// As the looser rule is only for overlaps below the stricter one's, falling overlap is also the
  /// order of the two rules.
  private static func candidates(
    _ references: [FractionalBox], _ detections: [FractionalBox]
  ) -> [Pair] {
    var candidates: [Pair] = []
    for (reference, known) in references.enumerated() {
      for (detection, found) in detections.enumerated() {
        guard mayBeSameFace(known, found) else { continue }
        let overlap = known.intersectionOverUnion(found)
        candidates.append(Pair(reference: reference, detection: detection, overlap: overlap))
      }
    }
    return candidates.sorted { first, second in
      if first.overlap != second.overlap { return first.overlap > second.overlap }
      let (reference, other) = (references[first.reference], references[second.reference])
      if reference != other { return reference < other }
      return detections[first.detection] < detections[second.detection]
    }
  }
}
