internal import ArgumentParser
internal import Organizer

/// The command `photosort verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Tell whether the largest faces of two photos are one person's.",
    discussion: """
      With --library, its models are used, and the probability is the one that photosort learn \
      fitted to its people, if there is one.
      """)

  @Argument(help: ArgumentHelp("A photo.", valueName: "a"))
  var first: String

  @Argument(help: ArgumentHelp("Another photo.", valueName: "b"))
  var second: String

  @Option(help: ArgumentHelp("Take models and probabilities of a library.", valueName: "dir"))
  var library: String?

  @OptionGroup var modelOptions: ModelOptions

  @Option(
    help: """
      How hard to look: fast, standard or thorough; as the library was scanned last, standard \
      without one.
      """)
  var detail: ScanDetail?

  @Flag(help: "Print as JSON.")
  var json = false

  func run() throws {
    let place = try library.map { try PhotoLibrary.open($0, from: $0) }
    let models = try modelOptions.selection(for: place).load()
    // A catalog that cannot be read is no reason not to compare.
    let detail = detail ?? (try? place?.detail()) ?? .standard
    let verification = Verification(models, detail: detail, library: place)
    let result = try verification.compare(first, second)
    if json {
      Terminal.write(
        JSONValue.object([
          "similarity": .decimal(Double(result.similarity), places: 4),
          "threshold": .decimal(Double(result.threshold), places: 4),
          "probability": result.probability.map { .decimal(Double($0), places: 4) } ?? .null,
          "same": .bool(result.isSame),
          "faces": .array([.integer(result.faces.0), .integer(result.faces.1)]),
        ]).prettyBytes())
      return
    }
    for (path, faces) in [(first, result.faces.0), (second, result.faces.1)] where faces > 1 {
      Terminal.error("\(Terminal.visible(path)): \(faces) faces; the largest was taken")
    }
    let verdict = result.isSame ? "the same person" : "different people"
    let probability = result.probability.map {
      ", probability \(Words.decimal(Double($0), places: 3))"
    }
    Terminal.print(
      "\(verdict): similarity \(Words.decimal(Double(result.similarity), places: 3)), "
        + "threshold \(Words.decimal(Double(result.threshold), places: 3))\(probability ?? "")")
  }
}
