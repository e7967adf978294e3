internal import FaceInference

/// Scores a scanned library whose photos lie in a folder per person.
///
/// Each photo is about its main face; other faces are left out.
public struct FolderEvaluation: Sendable {
  /// How many photos have a person's folder.
  public let photos: Int
  /// How many of them have a main face with an embedding.
  public let found: Int
  /// How many people there are.
  public let people: Int
  /// How many clusters the main faces lie in.
  public let clusters: Int
  /// How well clusters agree with people; `nil` without a face.
  public let scores: ClusterScores?
  /// Pairs of faces of one photo that lie in one cluster: a person cannot be there twice.
  public let impossiblePairs: Int
  /// Verification by prescribed pairs; `nil` without them, or when no fold can be scored.
  public let verification: VerificationProtocol?
  /// What leaving out faces of little quality would gain; `nil` without verification.
  public let quality: QualityEvaluation?
  /// How many prescribed pairs have a photo without a face; each counts as different people.
  public let incompletePairs: Int
  /// How many prescribed pairs have a photo that is not there; they are left out.
  public let absentPairs: Int
  /// Open-set identification; `nil` when it was not asked for, or nobody has two photos.
  public let openSet: OpenSetTrial?
  /// Recognition of people who all are known; `nil` when it was not asked for, or nobody has two
  /// photos.
  public let closedSet: ClosedSetTrial?

  /// Scores a library.
  ///
  /// - Parameters:
  ///   - library: A scanned library.
  ///   - faces: The photos of people's folders in it that are scored.
  ///   - pairs: Pairs of photos, for verification, and the photos that they are of, which may be
  ///     more.
  ///   - identifies: Whether identification is tried, too.
  public init(
    _ library: LabelledLibrary, _ faces: PersonFaces,
    pairs: (list: LFWPairs, faces: PersonFaces)? = nil, identifies: Bool = false
  ) {
    photos = faces.photos
    found = faces.items.count
    people = faces.people
    // A face that is in no cluster yet is alone.
    let numbers = faces.items.map { $0.cluster ?? -1 - $0.face }
    clusters = Set(numbers).count
    scores = ClusterScores(clusters: numbers, people: faces.items.map(\.person))
    impossiblePairs = Self.impossiblePairs(library)
    let list =
      pairs.map { pairs in
        pairs.list.crossValidated {
          pairs.faces.hasPhoto($0.first.path) && pairs.faces.hasPhoto($0.second.path)
        }
      } ?? []
    absentPairs = (pairs?.list.pairs.count ?? 0) - list.count
    let main = Dictionary((pairs?.faces.items ?? []).map { ($0.path, $0) }) { first, _ in first }
    let trials = list.map { pair in
      VerificationProtocol.Trial(
        similarity: Self.similarity(main[pair.first.path], main[pair.second.path]),
        isSamePerson: pair.isSamePerson, fold: pair.fold)
    }
    verification = VerificationProtocol(trials)
    quality = verification.flatMap { Self.quality($0, trials, list, main) }
    incompletePairs = list.count {
      main[$0.first.path] == nil || main[$0.second.path] == nil
    }
    let thresholds = library.models?.thresholds ?? ModelRecord.strictest
    openSet =
      identifies ? OpenSetTrial(faces, Identification(thresholds: thresholds)) : nil
    closedSet = identifies ? ClosedSetTrial(faces) : nil
  }

  /// Counts pairs of faces of a photo with one cluster, in the whole library.
  private static func impossiblePairs(_ library: LabelledLibrary) -> Int {
    library.facesByPhoto.values.reduce(0) { sum, faces in
      let counts = Dictionary(grouping: faces.compactMap { library.contents.faces[$0].cluster }) {
        $0
      }
      return sum + counts.values.reduce(0) { $0 + $1.count * ($1.count - 1) / 2 }
    }
  }

  /// Measures quality on the pairs whose faces were found, each decided as its fold was.
  private static func quality(
    _ verification: VerificationProtocol, _ trials: [VerificationProtocol.Trial],
    _ pairs: [LFWPairs.Pair], _ main: [PhotoPath: PersonFaces.Item]
  ) -> QualityEvaluation? {
    var decisions: [QualityEvaluation.Decision] = []
    for (pair, trial) in zip(pairs, trials) {
      guard let first = main[pair.first.path], let second = main[pair.second.path]
      else { continue }
      let isAccepted = trial.similarity >= verification.folds[trial.fold].threshold
      decisions.append(
        QualityEvaluation.Decision(
          quality: min(first.quality, second.quality),
          isRight: isAccepted == trial.isSamePerson))
    }
    return QualityEvaluation(qualities: main.values.map(\.quality), decisions: decisions)
  }

  private static func similarity(_ a: PersonFaces.Item?, _ b: PersonFaces.Item?) -> Double {
    guard let a, let b else { return -1 }
    return Double(a.embedding.similarity(to: b.embedding))
  }
}
