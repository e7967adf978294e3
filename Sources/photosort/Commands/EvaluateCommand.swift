internal import ArgumentParser
internal import Organizer

/// Why an evaluation cannot be made.
struct EvaluationFailure: Error {
  /// The reason in words.
  let sentence: String
}

/// The command `photosort evaluate`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score clusters against folders of known people: DIR/Name/photo.jpg.",
    discussion: """
      Scan the folder first. Each photo counts by its main face, the largest and most central one. \
      --pairs also scores verification by a list of pairs in the format of LFW's pairs.txt. \
      --identify tries identification: open-set, on people of whom every second one is a stranger, \
      and on known people only, against a nearest neighbour and linear support vector machines.
      """)

  @OptionGroup var sample: SampleOptions

  @Option(
    help: ArgumentHelp("Pairs of its photos, in the format of LFW.", valueName: "file"))
  var pairs: String?

  @Flag(help: "Try identification of people, too.")
  var identify = false

  @Flag(help: "Print as JSON.")
  var json = false

  func run() throws {
    let list = try pairs.map(Self.read)
    let measured = try sample.open()
    let evaluation = FolderEvaluation(
      measured.library, measured.faces, pairs: list.map { ($0, measured.all) },
      identifies: identify)
    if let pairs, let list,
      evaluation.incompletePairs + evaluation.absentPairs == list.pairs.count
    {
      throw EvaluationFailure(
        sentence: "no pair of \(Terminal.visible(pairs)) has two photos of "
          + "\(Terminal.visible(sample.folder)) with a face; its first is "
          + (list.pairs.first.map { "\($0.first.path) and \($0.second.path)" }
            .map(Terminal.visible) ?? "missing"))
    }
    if let pairs, evaluation.verification == nil {
      throw EvaluationFailure(
        sentence: "\(Terminal.visible(pairs)) has too few pairs of photos that are here to choose "
          + "a threshold on some and judge it on others; it takes two")
    }
    if json {
      Terminal.write(value(evaluation).prettyBytes())
    } else {
      lines(evaluation).forEach(Terminal.print)
    }
  }

  private static func read(_ path: String) throws -> LFWPairs {
    let text = String(decoding: try OutputFile.read(path), as: UTF8.self)
    do throws(LFWPairsError) { return try LFWPairs(parsing: text) } catch {
      throw EvaluationFailure(
        sentence: "\(Terminal.visible(path)) is no list of pairs: \(Words.pairs(error))")
    }
  }

  private func lines(_ evaluation: FolderEvaluation) -> [String] {
    var lines = [
      "\(Words.count(evaluation.photos, "photo")) of \(Words.count(evaluation.people, "person", "people")); "
        + "main face found in \(evaluation.found), in \(Words.count(evaluation.clusters, "cluster"))."
    ]
    if let scores = evaluation.scores {
      lines.append("B-cubed   " + Self.line(scores.bCubed))
      lines.append("pairwise  " + Self.line(scores.pairwise))
    }
    lines.append(
      "impossible pairs, two faces of one photo in one cluster: \(evaluation.impossiblePairs)")
    if let verification = evaluation.verification {
      let absent = evaluation.absentPairs
      lines.append(
        "verification accuracy \(Self.number(verification.meanAccuracy)) ± "
          + "\(Self.number(verification.standardDeviation)) over \(verification.folds.count) folds; "
          + "\(Words.count(evaluation.incompletePairs, "pair")) without a face"
          + (absent > 0 ? "; \(absent) of photos that are not here left out" : ""))
    }
    if let quality = evaluation.quality { lines.append(Self.sentence(quality)) }
    if identify { lines += identification(evaluation) }
    return lines
  }

  private func identification(_ evaluation: FolderEvaluation) -> [String] {
    guard let open = evaluation.openSet else {
      return ["identification: nobody has two photos, so nobody can be recognized"]
    }
    var lines = [
      "identification among \(open.enrolled) enrolled people: " + Self.line(open.rates)
        + " (\(Words.count(open.nonMated, "photo")) of strangers, \(open.mated) of enrolled people)"
    ]
    if let rates = open.atOnePercent { lines.append("  for FPIR of 1 %: " + Self.line(rates)) }
    guard let closed = evaluation.closedSet else { return lines }
    let vectors = closed.supportVectors.map { ", linear SVM \(Self.number($0))" } ?? ""
    return lines + [
      "known people only, \(closed.known) photos known, \(closed.asked) asked: right "
        + "\(Self.number(closed.means)) by means, 1-nearest neighbour "
        + "\(Self.number(closed.nearestNeighbor))\(vectors)"
    ]
  }

  private static func line(_ rates: OpenSetTrial.Rates) -> String {
    "FPIR \(rates.falsePositive.map(number) ?? "–")  FNIR \(number(rates.falseNegative))  "
      + "at \(number(rates.threshold))"
  }

  private static func sentence(_ quality: QualityEvaluation) -> String {
    let percent = Int((100 * QualityEvaluation.share).rounded())
    let share = quality.errorShare.map { " (\(Int((100 * $0).rounded())) %)" } ?? ""
    return
      "quality: the worst \(percent) % of faces, up to \(number(Double(quality.limit))), are in "
      + "\(quality.errors.leftOut) of \(quality.errors.all) wrong decisions\(share), and in "
      + "\(quality.pairs.leftOut) of \(Words.count(quality.pairs.all, "pair"))"
  }

  private static func line(_ score: ClusterScores.Score) -> String {
    "F \(number(score.f))  precision \(number(score.precision))  recall \(number(score.recall))"
  }

  private static func number(_ value: Double) -> String { Words.decimal(value, places: 4) }

  private func value(_ evaluation: FolderEvaluation) -> JSONValue {
    func score(_ score: ClusterScores.Score?) -> JSONValue {
      .object([
        "precision": .decimal(score?.precision, places: 6),
        "recall": .decimal(score?.recall, places: 6), "f": .decimal(score?.f, places: 6),
      ])
    }
    return .object([
      "photos": .integer(evaluation.photos), "found": .integer(evaluation.found),
      "people": .integer(evaluation.people), "clusters": .integer(evaluation.clusters),
      "b_cubed": score(evaluation.scores?.bCubed), "pairwise": score(evaluation.scores?.pairwise),
      "verification_accuracy": .decimal(evaluation.verification?.meanAccuracy, places: 6),
      "verification_deviation": .decimal(evaluation.verification?.standardDeviation, places: 6),
      "incomplete_pairs": .integer(evaluation.incompletePairs),
      "absent_pairs": .integer(evaluation.absentPairs),
      "quality": Self.value(evaluation.quality),
      "impossible_pairs": .integer(evaluation.impossiblePairs),
      "open_set": Self.value(evaluation.openSet), "closed_set": Self.value(evaluation.closedSet),
    ])
  }

  private static func value(_ trial: OpenSetTrial?) -> JSONValue {
    guard let trial else { return .null }
    func value(_ rates: OpenSetTrial.Rates?) -> JSONValue {
      guard let rates else { return .null }
      return .object([
        "threshold": .decimal(rates.threshold, places: 6),
        "fpir": .decimal(rates.falsePositive, places: 6),
        "fnir": .decimal(rates.falseNegative, places: 6),
      ])
    }
    return .object([
      "enrolled": .integer(trial.enrolled), "mated": .integer(trial.mated),
      "non_mated": .integer(trial.nonMated), "at_threshold": value(trial.rates),
      "at_one_percent": value(trial.atOnePercent),
    ])
  }

  private static func value(_ trial: ClosedSetTrial?) -> JSONValue {
    guard let trial else { return .null }
    return .object([
      "known": .integer(trial.known), "asked": .integer(trial.asked),
      "means": .decimal(trial.means, places: 6),
      "nearest_neighbor": .decimal(trial.nearestNeighbor, places: 6),
      "linear_svm": .decimal(trial.supportVectors, places: 6),
    ])
  }

  private static func value(_ quality: QualityEvaluation?) -> JSONValue {
    guard let quality else { return .null }
    return .object([
      "share": .decimal(QualityEvaluation.share, places: 2),
      "limit": .decimal(Double(quality.limit), places: 6),
      "pairs": .integer(quality.pairs.all), "pairs_left_out": .integer(quality.pairs.leftOut),
      "errors": .integer(quality.errors.all), "errors_left_out": .integer(quality.errors.leftOut),
    ])
  }
}
