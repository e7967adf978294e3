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
  /// Verification by prescribed pairs; `nil` without them, or when no fold can be scored.
  public let verification: VerificationProtocol?
  /// What leaving out faces of little quality would gain; `nil` without verification.
  public let quality: QualityEvaluation?
  /// How many prescribed pairs have a photo without a face; each counts as different people.
  public let incompletePairs: Int

  /// Scores a library.
  ///
  /// - Parameters:
  ///   - library: A scanned library.
  ///   - folder: The folder of people's folders, an absolute path without links.
  ///   - pairs: Pairs of photos in it, for verification.
  public init(_ library: LabelledLibrary, folder: String, pairs: LFWPairs? = nil) {
    let prefix = library.contents.library.relativePath(of: folder) ?? ""
    let files = library.photoFiles.filter {
      PhotoLibrary.contains(prefix, $0.path.text) || prefix.isEmpty
    }
    var main: [String: Int] = [:]
    var persons: [String] = []
    var numbers: [Int] = []
    for (path, photo) in files {
      guard let face = Self.mainFace(photo, library) else { continue }
      let below = prefix.isEmpty ? path.text : String(path.text.dropFirst(prefix.count + 1))
      main[below] = face
      persons.append(path.folder.text)
      // A face that is in no cluster yet is alone.
      numbers.append(library.contents.faces[face].cluster ?? -1 - face)
    }
    photos = files.count
    found = main.count
    people = Set(files.map(\.path.folder)).count
    clusters = Set(numbers).count
    scores = ClusterScores(clusters: numbers, people: persons)
    let trials = (pairs?.pairs ?? []).map { pair in
      VerificationProtocol.Trial(
        similarity: Self.similarity(main[pair.first.path], main[pair.second.path], library),
        isSamePerson: pair.isSamePerson, fold: pair.fold)
    }
    verification = VerificationProtocol(trials)
    quality = verification.flatMap { Self.quality($0, trials, pairs?.pairs ?? [], main, library) }
    incompletePairs = (pairs?.pairs ?? []).count {
      main[$0.first.path] == nil || main[$0.second.path] == nil
    }
  }

  /// Measures quality on the pairs whose faces were found, each decided as its fold was.
  private static func quality(
    _ verification: VerificationProtocol, _ trials: [VerificationProtocol.Trial],
    _ pairs: [LFWPairs.Pair], _ main: [String: Int], _ library: LabelledLibrary
  ) -> QualityEvaluation? {
    let qualities = main.mapValues { library.contents.faces[$0].quality }
    var decisions: [QualityEvaluation.Decision] = []
    for (pair, trial) in zip(pairs, trials) {
      guard let first = qualities[pair.first.path], let second = qualities[pair.second.path]
      else { continue }
      let isAccepted = trial.similarity >= verification.folds[trial.fold].threshold
      decisions.append(
        QualityEvaluation.Decision(
          quality: min(first, second), isRight: isAccepted == trial.isSamePerson))
    }
    return QualityEvaluation(qualities: Array(qualities.values), decisions: decisions)
  }

  private static func mainFace(_ photo: CatalogPhoto, _ library: LabelledLibrary) -> Int? {
    guard let facts = photo.facts else { return nil }
    let faces = (library.facesByPhoto[photo.digest] ?? [])
      .filter { library.contents.faces[$0].embedding != nil }
    return MainFace.index(
      of: faces.map { library.contents.faces[$0].detection.box }, width: facts.width,
      height: facts.height
    ).map { faces[$0] }
  }

  private static func similarity(_ a: Int?, _ b: Int?, _ library: LabelledLibrary) -> Double {
    guard let a, let b, let first = library.contents.faces[a].embedding,
      let second = library.contents.faces[b].embedding
    else { return -1 }
    return Double(first.similarity(to: second))
  }
}
