internal import FaceInference

#if canImport(Glibc)
  internal import Glibc
#endif

/// Lets a library learn the probability that two faces are one person's from its confirmed faces.
public struct LibraryLearning: Sendable {
  /// What learning came to.
  public struct Outcome: Sendable, Equatable {
    /// How many people have at least two confirmed faces.
    public let confirmedPeople: Int
    /// How many confirmed faces they have.
    public let confirmedFaces: Int
    /// How many people with at least two confirmed faces took part.
    public let people: Int
    /// How many of their faces.
    public let faces: Int
    /// How many pairs of them.
    public let pairs: Int
    /// What was measured; `nil` when there was not enough to learn from.
    public let evidence: Evidence?
    /// Whether what was learnt is used from now on.
    public let isUsed: Bool
    /// Whether something that was learnt before went.
    public let isForgotten: Bool
  }

  /// Leave-one-person-out losses: mean log-loss of pairs, in nats, both kinds weighing the same.
  public struct Evidence: Sendable, Equatable {
    /// With what was learnt.
    public let loss: Double
    /// With the model as it came; log 2 when it does not tell a probability.
    public let previousLoss: Double
    /// How much lower the loss of a person's pairs is, on average.
    public let gain: Double
    /// The standard error of that over people.
    public let standardError: Double
  }

  /// So many people, and so many of their faces, are enough.
  public static var enough: (people: Int, faces: Int) {
    (HeadLearning.enoughPeople, HeadLearning.enoughFaces)
  }

  private let session: LibrarySession

  /// Prepares learning.
  public init(_ session: LibrarySession) { self.session = session }

  /// Learns, and keeps what was learnt if it helps; what was learnt before goes in any case.
  ///
  /// - Parameters:
  ///   - models: The library's models.
  ///   - isDryRun: Whether nothing is kept.
  /// - Throws: `LibrarySession.Failure` for other models, `LibraryLock.Failure`, or `FileError`.
  public func learn(_ models: FaceModels, isDryRun: Bool) throws -> Outcome {
    let lock = try isDryRun ? nil : LibraryLock(session.library)
    defer { withExtendedLifetime(lock) {} }
    let library = try session.labelled()
    let identity = models.embedderIdentity
    if let made = library.models?[.embedder], made.results != identity.results {
      throw LibrarySession.Failure.otherEmbedder(identity, catalog: made)
    }
    let settings = models.embedder.settings
    let pairs = ConfirmedPairs(library)
    let result = HeadLearning(
      pairs, prior: settings.verificationHead, dimension: settings.dimension
    ).result()
    let helps = result?.helps ?? false
    var isForgotten = false
    if !isDryRun {
      if let result, helps {
        try LearnedHead(result.head, embedder: identity).store(session.library)
      } else {
        isForgotten = try Self.remove(session.library)
      }
    }
    return Outcome(
      confirmedPeople: pairs.confirmedPeople, confirmedFaces: pairs.confirmedFaces,
      people: pairs.people, faces: pairs.faces, pairs: pairs.pairs.count,
      evidence: result.map {
        Evidence(
          loss: $0.loss, previousLoss: $0.previousLoss, gain: $0.gain,
          standardError: $0.standardError)
      }, isUsed: helps && !isDryRun, isForgotten: isForgotten)
  }

  /// Forgets what was learnt.
  ///
  /// - Returns: Whether there was anything.
  public func forget() throws -> Bool {
    let lock = try LibraryLock(session.library)
    defer { withExtendedLifetime(lock) {} }
    return try Self.remove(session.library)
  }

  private static func remove(_ library: PhotoLibrary) throws(FileError) -> Bool {
    let path = LearnedHead.path(library)
    guard unlink(path) != 0 else { return true }
    guard errno == ENOENT else { throw FileError(path: path) }
    return false
  }
}
