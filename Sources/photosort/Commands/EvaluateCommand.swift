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
      --pairs also scores verification by a list of pairs in the format of LFW's pairs.txt.
      """)

  @Argument(help: ArgumentHelp("The folder of people's folders.", valueName: "dir"))
  var folder: String

  @Option(
    help: ArgumentHelp("Pairs of its photos, in the format of LFW.", valueName: "file"))
  var pairs: String?

  @OptionGroup var libraryOptions: LibraryOptions

  @Flag(help: "Print as JSON.")
  var json = false

  func run() throws {
    let session = try LibrarySession(libraryOptions.library, from: folder)
    let list = try pairs.map(Self.read)
    let evaluation = FolderEvaluation(
      try session.labelled(), folder: try PhotoLibrary.resolved(folder), pairs: list)
    if json {
      Terminal.write(value(evaluation).prettyBytes())
    } else {
      lines(evaluation).forEach(Terminal.print)
    }
  }

  private static func read(_ path: String) throws -> LFWPairs {
    let text = String(decoding: try OutputFile.read(path), as: UTF8.self)
    do throws(LFWPairsError) { return try LFWPairs(parsing: text) } catch {
      throw EvaluationFailure(sentence: "\(path) is no list of pairs: \(error)")
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
    if let verification = evaluation.verification {
      lines.append(
        "verification accuracy \(Self.number(verification.meanAccuracy)) ± "
          + "\(Self.number(verification.standardDeviation)) over \(verification.folds.count) folds; "
          + "\(evaluation.incompletePairs) pairs without a face")
    }
    if let quality = evaluation.quality { lines.append(Self.sentence(quality)) }
    return lines
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
      "quality": Self.value(evaluation.quality),
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
