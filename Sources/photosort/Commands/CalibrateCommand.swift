internal import ArgumentParser
internal import Organizer

/// The command `photosort calibrate`.
struct CalibrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Measure on folders of known people where a model's thresholds should be.",
    discussion: """
      Scan DIR/Name/photo.jpg with the model first. All pairs of main faces are compared: F1, \
      accuracy and error rates of every threshold. Then clusters are made at many thresholds and \
      margins and scored by B-cubed F. What is printed last can be pasted into the model's \
      manifest. -o OUT writes the curves as CSV and SVG.
      """)

  @OptionGroup var sample: SampleOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A folder for the curves, as CSV and SVG.", valueName: "dir"))
  var output: String?

  @Flag(help: "Print as JSON.")
  var json = false

  func validate() throws {
    guard output != "" else { throw ValidationError("-o is empty; name a folder.") }
  }

  func run() async throws {
    if let output { try CalibrationFiles.checkDestination(output) }
    let measured = try sample.open()
    let (library, faces) = (measured.library, measured.faces)
    try faces.checkPairs(folder: sample.folder)
    let bar = ShareBar("measuring", isShown: Terminal.showsProgress && !json)
    let calibration = try await bar.run { report in
      try Calibration(library, faces) { share in
        try Task.checkCancellation()
        report(share)
      }
    }
    let files = try output.map { try CalibrationFiles(calibration).write(to: $0) } ?? []
    if json {
      Terminal.write(value(calibration, files).prettyBytes())
    } else {
      lines(calibration, files).forEach(Terminal.print)
    }
  }

  private static let rates = [0.01, 0.001, 0.0001, 0.00001]

  private func lines(_ calibration: Calibration, _ files: [String]) -> [String] {
    let sweep = calibration.verification
    var lines = [
      "\(Words.count(calibration.photos, "photo")) of "
        + "\(Words.count(calibration.people, "person", "people")): \(sweep.genuine) pairs of one "
        + "person, \(sweep.impostor) of two.", "",
    ]
    lines += Words.table(
      [["", "threshold", "F1", "accuracy", "FMR", "FNMR"]] + rows(sweep),
      rightAligned: [1, 2, 3, 4, 5])
    if let cut = calibration.clustering.best {
      lines += [
        "",
        "Clusters: B-cubed F \(Self.number(cut.scores.bCubed.f)), pairwise F "
          + "\(Self.number(cut.scores.pairwise.f)) at t = \(Words.decimal(cut.threshold, places: 3)), "
          + "c = \(Words.decimal(cut.margin, places: 2)); \(Words.count(cut.clusters, "cluster")).",
      ]
    }
    if let merging = calibration.merging, merging.best == nil {
      lines.append("No second pass does better than that.")
    }
    if let merge = calibration.merging?.best {
      lines.append(
        "With a second pass at \(Words.decimal(merge.merging, places: 3)), after t = "
          + "\(Words.decimal(merge.clustering, places: 3)): B-cubed F "
          + "\(Self.number(merge.scores.bCubed.f)), pairwise F "
          + "\(Self.number(merge.scores.pairwise.f)); \(Words.count(merge.clusters, "cluster")).")
    }
    if let rates = calibration.openSet?.rates, let people = calibration.openSet?.enrolled {
      lines.append(
        "Identification among \(people) people at \(Self.number(rates.threshold)): FPIR "
          + "\(rates.falsePositive.map(Self.number) ?? "–"), FNIR \(Self.number(rates.falseNegative))."
      )
    }
    lines += [
      "", "For the manifest, chosen on these photos (others will do a little worse):",
      "  \"thresholds\": {",
    ]
    let last = calibration.thresholds.count - 1
    for (number, threshold) in calibration.thresholds.enumerated() {
      let comma = number == last ? "" : ","
      lines.append(
        "    \"\(threshold.name)\": \(Words.shortest(threshold.value, places: 4))\(comma)")
    }
    lines.append(calibration.merging?.manifest == nil ? "  }" : "  },")
    lines += Self.mergingLines(calibration.merging)
    lines += calibration.thresholds.map { "  \($0.name): \(Self.words($0.meaning))" }
    return lines + files.map { "Wrote \(Terminal.visible($0))" }
  }

  /// The manifest's `merging`.
  private static func mergingLines(_ sweep: MergeSweep?) -> [String] {
    guard let values = sweep?.manifest else { return [] }
    return ["  \"merging\": {"]
      + values.enumerated().map { number, value in
        "    \"\(value.name)\": \(Words.shortest(value.value, places: 4))"
          + (number == values.count - 1 ? "" : ",")
      } + ["  }"]
  }

  private func rows(_ sweep: ThresholdSweep) -> [[String]] {
    func row(_ name: String, _ point: ThresholdSweep.Point) -> [String] {
      [
        name, Words.decimal(point.threshold, places: 4), Self.number(point.f1),
        Self.number(point.accuracy), Words.decimal(point.falseMatchRate, places: 5),
        Self.number(point.falseNonMatchRate),
      ]
    }
    var rows = [
      row("best F1", sweep.bestF1), row("best accuracy", sweep.bestAccuracy),
      row("equal error rates", sweep.equalErrors),
    ]
    for rate in Self.rates {
      guard let point = sweep.point(falseMatchRate: rate) else { continue }
      rows.append(row("FMR at most \(Words.shortest(rate, places: 5))", point))
    }
    return rows
  }

  private static func words(_ meaning: Calibration.Meaning) -> String {
    switch meaning {
    case .falseMatches(let count): "one pair of two people in \(count) is held to be one person's"
    case .bestAccuracy: "most pairs decided rightly (too few pairs for a rate of 0.001)"
    case .bestClusters: "the best B-cubed F"
    case .falsePositives: "one stranger in a hundred is taken for somebody"
    case .kept: "as it was, or as far from clustering as it was; these photos do not tell"
    }
  }

  private static func number(_ value: Double) -> String { Words.decimal(value, places: 4) }

  private func value(_ calibration: Calibration, _ files: [String]) -> JSONValue {
    let sweep = calibration.verification
    var rates: [String: JSONValue] = [:]
    for rate in Self.rates {
      guard let point = sweep.point(falseMatchRate: rate) else { continue }
      rates[Words.shortest(rate, places: 5)] = Self.value(point)
    }
    let cut = calibration.clustering.best
    let thresholds = calibration.thresholds.map {
      ($0.name, JSONValue.decimal($0.value, places: 4))
    }
    return .object([
      "photos": .integer(calibration.photos), "people": .integer(calibration.people),
      "genuine_pairs": .integer(sweep.genuine), "impostor_pairs": .integer(sweep.impostor),
      "best_f1": Self.value(sweep.bestF1), "best_accuracy": Self.value(sweep.bestAccuracy),
      "equal_errors": Self.value(sweep.equalErrors), "at_false_match_rates": .object(rates),
      "clustering": .object([
        "threshold": .decimal(cut?.threshold, places: 4),
        "margin": .decimal(cut?.margin, places: 4),
        "b_cubed_f": .decimal(cut?.scores.bCubed.f, places: 6),
        "pairwise_f": .decimal(cut?.scores.pairwise.f, places: 6),
      ]),
      "merging": .object([
        "clustering": .decimal(calibration.merging?.best?.clustering, places: 4),
        "threshold": .decimal(calibration.merging?.best?.merging, places: 4),
        "b_cubed_f": .decimal(calibration.merging?.best?.scores.bCubed.f, places: 6),
        "pairwise_f": .decimal(calibration.merging?.best?.scores.pairwise.f, places: 6),
      ]),
      "thresholds": .object(Dictionary(thresholds) { first, _ in first }),
      "files": .array(files.map { .string($0) }),
    ])
  }

  private static func value(_ point: ThresholdSweep.Point) -> JSONValue {
    .object([
      "threshold": .decimal(point.threshold, places: 6), "f1": .decimal(point.f1, places: 6),
      "accuracy": .decimal(point.accuracy, places: 6),
      "fmr": .decimal(point.falseMatchRate, places: 8),
      "fnmr": .decimal(point.falseNonMatchRate, places: 6),
    ])
  }
}
