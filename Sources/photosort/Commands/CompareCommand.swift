internal import ArgumentParser
internal import Organizer

/// The command `photosort compare`.
struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare ways to make clusters on folders of known people: DIR/Name/photo.jpg.",
    discussion: """
      Scan the folder first. Each method gets the similarity threshold of its best B-cubed F, \
      found in steps of 0.01: on the photos that are scored, which flatters all of them; or with \
      --held-out on every second person, in name order, and is scored on the others; or with \
      --choose-on on another folder of people, scanned with the same models; or by --threshold \
      the same for all. Only main faces count, and no rule about photos.
      """)

  @OptionGroup var sample: SampleOptions

  @Flag(help: "Choose thresholds on every second person; score on the others.")
  var heldOut = false

  @Option(
    help: ArgumentHelp("Choose thresholds on another folder of people.", valueName: "dir"))
  var chooseOn: String?

  @Option(help: ArgumentHelp("With --choose-on: that folder's library.", valueName: "dir"))
  var chooseLibrary: String?

  @Option(help: ArgumentHelp("One threshold for all methods.", valueName: "t"))
  var threshold: Double?

  @Flag(help: "Print as JSON.")
  var json = false

  func validate() throws {
    if let threshold, !(0...1).contains(threshold) {
      throw ValidationError("--threshold must be between 0 and 1.")
    }
    if [heldOut, threshold != nil, chooseOn != nil].count(where: { $0 }) > 1 {
      throw ValidationError("Give one of --held-out, --choose-on and --threshold.")
    }
    guard chooseLibrary == nil || chooseOn != nil else {
      throw ValidationError("--choose-library goes with --choose-on.")
    }
  }

  func run() async throws {
    let measured = try sample.open()
    let (library, faces) = (measured.library, measured.faces)
    try check(faces)
    let choice = try self.choice(for: faces)
    let bar = ShareBar("comparing", isShown: Terminal.showsProgress && !json)
    let comparison = try await bar.run { report in
      try MethodComparison(library, faces, choice) { share in
        try Task.checkCancellation()
        report(share)
      }
    }
    if json {
      Terminal.write(JSONValue.array(comparison.rows.map(value)).prettyBytes())
      return
    }
    let header = [
      "method", "threshold", "clusters", "B-cubed F", "precision", "recall", "pairwise F",
      "seconds",
    ]
    let lines = Words.table(
      [header] + comparison.rows.map(cells), rightAligned: Set(1..<header.count))
    lines.forEach(Terminal.print)
    Terminal.print(
      "\(Words.count(comparison.photos, "photo")) of "
        + "\(Words.count(comparison.people, "person", "people")); \(Self.words(choice)).")
  }

  /// Makes sure that what thresholds are chosen on, and what is scored, has pairs of both kinds.
  private func check(_ faces: PersonFaces) throws {
    try faces.checkPairs(folder: sample.folder)
    guard heldOut else { return }
    for isOdd in [false, true] {
      do { try faces.half(isOdd: isOdd).checkPairs(folder: sample.folder) } catch {
        throw EvaluationFailure(
          sentence:
            "too few people in \(Terminal.visible(sample.folder)) for --held-out: each half "
            + "of them needs two people, one of whom has two photos")
      }
    }
  }

  private func choice(for scored: PersonFaces) throws -> MethodComparison.Choice {
    if let threshold { return .given(threshold) }
    guard let chooseOn else { return heldOut ? .heldOut : .best }
    let other: LabelledLibrary
    do { other = try LibrarySession(chooseLibrary, from: chooseOn).labelled() } catch PhotoLibrary
      .Failure.notFound(let start)
    {
      throw EvaluationFailure(
        sentence: "there is no library at or above \(Terminal.visible(start)); scan "
          + "\(Terminal.visible(chooseOn)), or give --choose-library")
    }
    let faces = try SampleOptions.faces(other, chooseOn)
    try faces.checkPairs(folder: chooseOn)
    try faces.checkEmbedder(isThatOf: scored)
    return .chosen(on: faces)
  }

  private static func words(_ choice: MethodComparison.Choice) -> String {
    switch choice {
    case .best: "each threshold is the best on these photos"
    case .heldOut: "each threshold is the best on as many other people"
    case .chosen: "each threshold is the best on the other folder"
    case .given: "one threshold for all"
    }
  }

  private static func title(_ method: GroupingMethod) -> String {
    switch method {
    case .photosort: "photosort"
    case .cut: "photosort, first pass"
    case .average: "average linkage"
    case .complete: "complete linkage"
    case .single: "single linkage"
    case .dbscan3: "DBSCAN, 3 faces"
    case .dbscan5: "DBSCAN, 5 faces"
    case .chineseWhispers: "Chinese Whispers"
    case .nearestPerson: "nearest person, 3 faces"
    case .arrival: "most similar before"
    case .hdbscan: "HDBSCAN"
    case .centroids: "average linkage, centroids"
    }
  }

  private func cells(_ row: MethodComparison.Row) -> [String] {
    let scores = row.scores
    let numbers = [
      scores.bCubed.f, scores.bCubed.precision, scores.bCubed.recall, scores.pairwise.f,
    ]
    return [
      Self.title(row.method), Self.words(row.parameters), "\(row.clusters)",
    ] + numbers.map { Words.decimal($0, places: 4) }
      + [Words.decimal(row.duration / .seconds(1), places: 2)]
  }

  private static func words(_ parameters: GroupingMethod.Parameters) -> String {
    let threshold = Words.decimal(parameters.threshold, places: 2)
    guard parameters.offset != 0 else { return threshold }
    return threshold + ", "
      + Words.decimal(parameters.threshold + parameters.offset, places: 2)
  }

  private func value(_ row: MethodComparison.Row) -> JSONValue {
    .object([
      "method": .string(row.method.rawValue),
      "threshold": .decimal(row.parameters.threshold, places: 4),
      "offset": .decimal(row.parameters.offset, places: 4),
      "clusters": .integer(row.clusters),
      "b_cubed_f": .decimal(row.scores.bCubed.f, places: 6),
      "b_cubed_precision": .decimal(row.scores.bCubed.precision, places: 6),
      "b_cubed_recall": .decimal(row.scores.bCubed.recall, places: 6),
      "pairwise_f": .decimal(row.scores.pairwise.f, places: 6),
      "seconds": .decimal(row.duration / .seconds(1), places: 3),
    ])
  }
}
