internal import FaceInference

/// Open-set identification on people who are known: how often strangers are taken for somebody
/// (FPIR), and how often known people are not recognized (FNIR).
///
/// The people with at least two photos are enrolled in two turns: every second one, in name order,
/// and then the others. Each enrolled person's first photos are the references, at most five and
/// always leaving one; their other photos are mated probes. All photos of everybody who is not
/// enrolled are non-mated probes. A probe is one photo (ISO/IEC 19795-1 names the rates).
public struct OpenSetTrial: Sendable, Equatable {
  /// Error rates at a threshold.
  public struct Rates: Sendable, Equatable {
    /// The least similarity at which somebody is recognized.
    public let threshold: Double
    /// The share of non-mated probes that were answered with a person; `nil` where there are none.
    public let falsePositive: Double?
    /// The share of mated probes that were not answered with the right person.
    public let falseNegative: Double
  }

  /// The most references of a person.
  public static let references = 5

  /// How many people are enrolled, in the turn that enrolls more.
  public let enrolled: Int
  /// How many probes are of enrolled people.
  public let mated: Int
  /// How many probes are of others.
  public let nonMated: Int
  /// The rates at the model's threshold and margin, as the product decides.
  public let rates: Rates
  /// The lowest threshold at which one stranger in a hundred is taken for somebody; `nil` with
  /// fewer than a hundred strangers.
  public let atOnePercent: Rates?

  /// A probe's answer without a threshold.
  private struct Answer {
    let isMated: Bool
    let isRight: Bool
    /// The best person's similarity, or −1 where the margin is not kept.
    let similarity: Double
    let isAccepted: Bool
  }

  /// Runs the trial.
  ///
  /// - Parameters:
  ///   - faces: The photos.
  ///   - identification: How people are recognized.
  ///   - most: How many people are enrolled at most; the others are strangers.
  /// - Returns: `nil` when nobody can be enrolled.
  package init?(_ faces: PersonFaces, _ identification: Identification, most: Int = .max) {
    let people = faces.byPerson
    let able = people.indices.filter { people[$0].items.count > 1 }
    var answers: [Answer] = []
    var (enrolled, threshold) = (0, 0.0)
    for turn in 0..<2 {
      let turns = able.enumerated().filter { $0.offset % 2 == turn }.map(\.element)
      let chosen = Set(turns.prefix(most))
      guard !chosen.isEmpty else { continue }
      answers += Self.answers(people, enrolled: chosen, identification)
      enrolled = max(enrolled, chosen.count)
      threshold = identification.threshold(people: enrolled)
    }
    guard enrolled > 0 else { return nil }
    self.enrolled = enrolled
    mated = answers.count(where: \.isMated)
    nonMated = answers.count - mated
    rates = Rates(
      threshold: threshold,
      falsePositive: nonMated == 0
        ? nil : Self.share(answers.count { !$0.isMated && $0.isAccepted }, nonMated),
      falseNegative: 1
        - Self.share(
          answers.count { $0.isMated && $0.isRight && $0.isAccepted }, mated))
    atOnePercent = Self.rates(answers, falsePositive: 0.01)
  }

  private static func answers(
    _ people: [(person: PhotoPath, items: [PersonFaces.Item])], enrolled: Set<Int>,
    _ identification: Identification
  ) -> [Answer] {
    var references: [PersonID: [Embedding]] = [:]
    var probes: [(owner: PersonID?, embedding: Embedding)] = []
    for (number, person) in people.enumerated() {
      let id = PersonID("trial-\(number)")
      guard enrolled.contains(number), let id else {
        probes += person.items.map { (nil, $0.embedding) }
        continue
      }
      let count = min(Self.references, person.items.count - 1)
      references[id] = person.items.prefix(count).map(\.embedding)
      probes += person.items.dropFirst(count).map { (id, $0.embedding) }
    }
    let candidates = identification.candidates(
      probes.map { [$0.embedding] }, references: references)
    return zip(probes, candidates).map { probe, found in
      let best = found.first
      return Answer(
        isMated: probe.owner != nil, isRight: best != nil && best?.person == probe.owner,
        similarity: best.map { identification.isAhead(found) ? $0.similarity : -1 } ?? -1,
        isAccepted: identification.accepts(found, people: references.count))
    }
  }

  /// Rates at the lowest threshold that keeps to a share of false positives.
  private static func rates(_ answers: [Answer], falsePositive allowed: Double) -> Rates? {
    let strangers = answers.filter { !$0.isMated }.map(\.similarity).sorted(by: >)
    let most = Int((allowed * Double(strangers.count) + 1e-9).rounded(.down))
    // Where hardly a stranger is ahead of the next person, the similarity tells nothing.
    guard most > 0, most < strangers.count, strangers[most] > -1 else { return nil }
    let threshold = strangers[most].nextUp
    let mated = answers.filter(\.isMated)
    return Rates(
      threshold: threshold,
      falsePositive: share(strangers.count { $0 >= threshold }, strangers.count),
      falseNegative: 1
        - share(
          mated.count { $0.isRight && $0.similarity >= threshold }, mated.count))
  }

  private static func share(_ part: Int, _ whole: Int) -> Double {
    whole == 0 ? 0 : Double(part) / Double(whole)
  }
}
